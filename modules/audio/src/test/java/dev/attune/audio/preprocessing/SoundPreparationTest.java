package dev.attune.audio.preprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.audio.Tones;
import dev.attune.audio.signal.Waveform;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SoundPreparationTest {
  private static SoundPreparation with(boolean trim, double seconds, boolean loudness) {
    return new SoundPreparation(8000, trim, 40, seconds, loudness, LoudnessMeasure.RMS, -20);
  }

  @Test
  void nothingButTheRateByDefault() {
    Waveform clip = new Waveform(Tones.noise(16_000, 1), 8000);
    assertThat(SoundPreparation.of(8000).apply(clip)).isSameAs(clip);
    assertThat(SoundPreparation.of(16_000).apply(clip).sampleRateHz()).isEqualTo(16_000);
  }

  @Test
  void theBeginningOfALongClip() {
    float[] samples = Tones.noise(20_000, 1);
    assertThat(with(false, 2, false).apply(new Waveform(samples, 8000)).samples())
        .isEqualTo(Arrays.copyOf(samples, 16_000));
  }

  @Test
  void trimmedBeforeItIsBoundedAndMeasuredLast() {
    float[] samples = new float[24_000];
    System.arraycopy(Tones.sine(0.5, 500, 8000, 8000), 0, samples, 12_000, 8000);
    Waveform prepared = with(true, 0.5, true).apply(new Waveform(samples, 8000));

    assertThat(prepared.samples()).hasSize(4000);
    assertThat(prepared.isSilent()).isFalse();
    assertThat(LoudnessMeasure.RMS.of(prepared)).isCloseTo(-20, within(1e-3));
  }

  @Test
  void aSilentClipComesThrough() {
    Waveform prepared = with(true, 1, true).apply(new Waveform(new float[8000], 8000));
    assertThat(prepared.isSilent()).isTrue();
    assertThat(prepared.samples()).hasSize(8000);
  }

  @Test
  void badSettings() {
    refuses(() -> SoundPreparation.of(8), "sample_rate_hz: expected 100 to 768000, found 8");
    refuses(() -> with(true, 0, true), "max_duration_seconds: expected 0.01 to 3600, found 0.0");
    refuses(
        () -> new SoundPreparation(8000, true, -1, 1, true, LoudnessMeasure.RMS, -20),
        "trim_below_peak_db: expected more than 0, at most 200, found -1.0");
    refuses(
        () -> new SoundPreparation(8000, true, 40, 1, true, LoudnessMeasure.RMS, 3),
        "loudness_target_db: expected -100.0 to 0.0, found 3.0");
    refuses(
        () -> new SoundPreparation(8000, true, 40, 1, true, null, -20),
        "loudness_measure: expected rms or integrated, found none");
  }

  private static void refuses(Runnable making, String message) {
    assertThatThrownBy(making::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
