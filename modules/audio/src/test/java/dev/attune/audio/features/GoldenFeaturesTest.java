package dev.attune.audio.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.attune.audio.signal.Waveform;
import dev.attune.augmentation.audio.SpectrogramWritable;
import org.junit.jupiter.api.Test;

/** Numbers that other programs print for a tone and a chirp. */
class GoldenFeaturesTest {
  /** {@code 0.5 sin(2 pi 440 t) + 0.25 sin(2 pi (200 t + 3000 t^2))}. */
  private static Waveform clip(int rate) {
    float[] samples = new float[rate / 2];
    for (int i = 0; i < samples.length; i++) {
      double t = i / (double) rate;
      double chirp = Math.sin(2 * Math.PI * (200 * t + 3000 * t * t));
      double sound = 0.5 * Math.sin(2 * Math.PI * 440 * t) + 0.25 * chirp;
      samples[i] = (float) sound;
    }
    return new Waveform(samples, rate);
  }

  private static void holds(SpectrogramWritable found, double by, double[][] golden) {
    for (double[] at : golden) {
      int frame = (int) at[0];
      int place = frame * found.bands() + (int) at[1];
      assertThat((double) found.values()[place])
          .as("frame %s, band %s", at[0], at[1])
          .isCloseTo(at[2], within(by));
    }
  }

  /** librosa 0.11.0: {@code power_to_db(feature.melspectrogram(y=y, sr=22050))}, in decibels. */
  @Test
  void librosa() {
    SpectrogramWritable found = new LogMelExtractor(LogMel.librosa(22_050)).apply(clip(22_050));
    assertThat(found.frames()).isEqualTo(22);
    holds(
        found,
        2e-3,
        new double[][] {
          {0, 0, 8.1188},
          {0, 20, 8.3379},
          {5, 19, -27.3619},
          {5, 40, 11.8177},
          {11, 60, 19.0963},
          {21, 100, -25.0528},
          {21, 127, -34.1423}
        });
  }

  /**
   * transformers 5.18.0, {@code audio_utils.spectrogram} with the settings of its Kaldi-compatible
   * extractors: povey, 0.97, remove_dc_offset, mel_scale "kaldi" in mel space, 80 bands from 20 Hz.
   */
  @Test
  void kaldi() {
    LogMel config = LogMel.kaldi(16_000).withBands(80, 20, 8000);
    SpectrogramWritable found = new LogMelExtractor(config).apply(clip(16_000));
    assertThat(found.frames()).isEqualTo(48);
    holds(
        found,
        2e-3,
        new double[][] {
          {0, 0, -8.8278},
          {0, 15, 3.3971},
          {10, 16, -0.1585},
          {10, 30, -7.6590},
          {25, 50, -13.3026},
          {47, 70, -15.9424},
          {47, 79, -15.9424}
        });
  }
}
