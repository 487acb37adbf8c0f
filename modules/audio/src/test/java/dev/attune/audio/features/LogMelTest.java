package dev.attune.audio.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.audio.Tones;
import dev.attune.audio.signal.Waveform;
import dev.attune.augmentation.audio.SpectrogramWritable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against sums in double precision, written from what librosa and Kaldi do. */
class LogMelTest {
  private static SpectrogramWritable apply(LogMel config, float[] clip) {
    return new LogMelExtractor(config).apply(new Waveform(clip, config.sampleRateHz()));
  }

  /** A tone in noise, so that loud and quiet bands are both there. */
  private static float[] clip(int rate, int samples) {
    float[] clip = Tones.sine(0.5, 700, rate, samples);
    float[] noise = Tones.noise(samples, 9);
    for (int i = 0; i < samples; i++) {
      clip[i] += 0.05f * noise[i] + 0.03f;
    }
    return clip;
  }

  @Test
  void librosa() {
    float[] clip = clip(22_050, 6000);
    double[][] energies =
        SlowFeatures.energies(
            SlowFeatures.librosaFrames(clip, 2048, 2048, 512),
            SlowFeatures.librosaFilters(22_050, 2048, 128, 0, 11_025));
    SpectrogramWritable found = apply(LogMel.librosa(22_050), clip);

    assertThat(found.frames()).isEqualTo(energies.length).isEqualTo(12);
    assertThat(found.bands()).isEqualTo(128);
    double loudest = Double.NEGATIVE_INFINITY;
    for (double[] frame : energies) {
      for (double energy : frame) {
        loudest = Math.max(loudest, 10 * Math.log10(energy));
      }
    }
    for (int i = 0; i < found.values().length; i++) {
      double db = 10 * Math.log10(Math.max(1e-10, energies[i / 128][i % 128]));
      assertThat((double) found.values()[i])
          .isCloseTo(Math.max(db, loudest - 80), within(10 * Math.log10(1 + 1e-4)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {23, 80})
  void kaldi(int bands) {
    float[] clip = clip(16_000, 3000);
    double[][] energies =
        SlowFeatures.energies(
            SlowFeatures.kaldiFrames(clip, 512, 400, 160),
            SlowFeatures.kaldiFilters(16_000, 512, bands, 20, 8000));
    SpectrogramWritable found = apply(LogMel.kaldi(16_000).withBands(bands, 20, 8000), clip);

    assertThat(found.frames()).isEqualTo(energies.length).isEqualTo(17);
    for (int i = 0; i < found.values().length; i++) {
      double energy = energies[i / bands][i % bands];
      assertThat((double) found.values()[i])
          .isCloseTo(Math.log(Math.max(Math.ulp(1f), energy)), within(1e-4));
    }
  }

  @Test
  void silenceIsTheFloor() {
    assertThat(apply(LogMel.kaldi(8000), new float[800]).values())
        .containsOnly((float) Math.log(0x1p-23));
    assertThat(apply(LogMel.speech(8000), new float[800]).values())
        .containsOnly((float) Math.log(1e-6));
    assertThat(apply(LogMel.librosa(8000), new float[800]).values()).containsOnly(-100);
  }

  @ParameterizedTest
  @ValueSource(doubles = {300, 1000, 2500, 3800})
  void aToneIsLoudestInItsBand(double hz) {
    LogMel config = LogMel.speech(8000);
    SpectrogramWritable found = apply(config, Tones.sine(0.5, hz, 8000, 8000));
    double step = MelScale.SLANEY.mel(4000) / 65;
    int band = (int) Math.round(MelScale.SLANEY.mel(hz) / step) - 1;
    for (int frame = 4; frame < found.frames() - 4; frame++) {
      int top = 0;
      for (int b = 0; b < 64; b++) {
        top = found.values()[frame * 64 + b] > found.values()[frame * 64 + top] ? b : top;
      }
      assertThat(top).isBetween(band - 1, band + 1);
    }
  }

  /** Half the samples: a quarter of the power, half the magnitude; 6.02 dB either way. */
  @Test
  void conventionsOfTheLogarithm() {
    float[] loud = clip(8000, 2000);
    float[] soft = new float[2000];
    for (int i = 0; i < soft.length; i++) {
      soft[i] = loud[i] / 2;
    }
    differs(with(2, LogConvention.DECIBEL), loud, soft, 20 * Math.log10(2));
    differs(with(1, LogConvention.DECIBEL), loud, soft, 20 * Math.log10(2));
    differs(with(2, LogConvention.NATURAL), loud, soft, Math.log(4));
    differs(with(1, LogConvention.NATURAL), loud, soft, Math.log(2));
    differs(with(2, LogConvention.LOG10), loud, soft, Math.log10(4));
  }

  private static void differs(LogMel config, float[] loud, float[] soft, double by) {
    float[] one = apply(config, loud).values();
    float[] other = apply(config, soft).values();
    for (int i = 0; i < one.length; i++) {
      assertThat((double) one[i] - other[i]).isCloseTo(by, within(1e-4));
    }
  }

  private static LogMel with(int power, LogConvention log) {
    return new LogMel(
        8000,
        256,
        200,
        80,
        FrameWindow.HAMMING,
        FrameEdges.REFLECTED,
        0,
        false,
        20,
        50,
        4000,
        MelScale.HTK,
        MelTriangles.IN_HZ,
        true,
        power,
        log,
        1e-12,
        0);
  }

  @Test
  void presetsServeAllRates() {
    for (int rate : new int[] {8000, 11_025, 16_000, 22_050, 44_100, 48_000}) {
      for (LogMel config :
          new LogMel[] {LogMel.librosa(rate), LogMel.kaldi(rate), LogMel.speech(rate)}) {
        SpectrogramWritable found = apply(config, new float[rate]);
        assertThat(found.frames()).isEqualTo(config.frames(rate));
        assertThat(found.bands()).isEqualTo(config.bands());
      }
    }
  }

  @Test
  void anotherRateThanTheConfigurations() {
    LogMelExtractor extractor = new LogMelExtractor(LogMel.kaldi(16_000));
    assertThatThrownBy(() -> extractor.apply(new Waveform(new float[800], 8000)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sample_rate_hz: expected 16000, found a clip of 8000");
  }

  @Test
  void badConfigurations() {
    LogMel kaldi = LogMel.kaldi(16_000);
    refuses(() -> kaldi.withBands(0, 20, 8000), "bands: expected 1 to 1024, found 0");
    refuses(() -> kaldi.withBands(23, 20, 8001), "<= 8000.0, half the rate, found 20.0 and 8001.0");
    refuses(() -> kaldi.withBands(23, 20, Double.NaN), "max_hz");
    refuses(() -> kaldi.withFrames(256, 400, 160), "window_samples: expected 1 to fft_size 256");
    refuses(() -> with(3, LogConvention.LOG10), "power: expected 1 or 2, found 3");
    refuses(() -> LogMel.librosa(8), "sample_rate_hz: expected 100");
  }

  private static void refuses(Runnable making, String part) {
    assertThatThrownBy(making::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(part);
  }
}
