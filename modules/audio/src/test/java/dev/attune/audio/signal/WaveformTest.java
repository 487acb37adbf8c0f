package dev.attune.audio.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.audio.Tones;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WaveformTest {
  @Test
  void lengthInSeconds() {
    assertThat(new Waveform(new float[12_000], 8000).durationSeconds()).isEqualTo(1.5);
  }

  @Test
  void noSamples() {
    assertThatThrownBy(() -> new Waveform(new float[0], 8000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("waveform: expected at least one sample, found none");
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void samplesThatAreNoNumbers(float bad) {
    assertThatThrownBy(() -> new Waveform(new float[] {0, 1, bad}, 8000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("waveform: expected finite samples, found " + bad + " at sample 2");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 8, 99, 768_001, 4_000_000})
  void ratesOfBrokenHeaders(int hz) {
    assertThatThrownBy(() -> new Waveform(new float[1], hz))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sample_rate_hz: expected 100 to 768000, found " + hz);
    assertThatThrownBy(() -> new Waveform(new float[1], 100).resampledTo(hz))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found " + hz);
  }

  @Test
  void silence() {
    assertThat(new Waveform(new float[100], 8000).isSilent()).isTrue();
    assertThat(new Waveform(new float[] {0, -9e-6f, 9e-6f}, 8000).isSilent()).isTrue();
    assertThat(new Waveform(new float[] {0, -1.1e-5f, 0}, 8000).isSilent()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {8000, 11_025, 16_000, 22_254, 48_000})
  void resamplingKeepsATone(int hz) {
    Waveform clip = new Waveform(Tones.sine(0.5, 440, 22_050, 22_050), 22_050);

    Waveform other = clip.resampledTo(hz);

    assertThat(other.sampleRateHz()).isEqualTo(hz);
    assertThat(other.durationSeconds()).isCloseTo(1, within(1.5 / hz));
    float[] expected = Tones.sine(0.5, 440, hz, other.samples().length);
    // The ends hear the silence beyond them.
    for (int i = hz / 20; i < expected.length - hz / 20; i++) {
      assertThat(other.samples()[i]).isCloseTo(expected[i], within(2e-3f));
    }
  }

  @Test
  void resamplingLetsNothingFoldBack() {
    Waveform clip = new Waveform(Tones.sine(0.5, 6000, 16_000, 16_000), 16_000);
    float[] samples = clip.resampledTo(8000).samples();
    for (int i = 400; i < samples.length - 400; i++) {
      assertThat(Math.abs(samples[i])).isLessThan(2e-3f);
    }
  }

  @Test
  void theSameRateIsTheSameClip() {
    Waveform clip = new Waveform(new float[3], 8000);
    assertThat(clip.resampledTo(8000)).isSameAs(clip);
  }

  @Test
  void toDataVecAndBack() {
    Waveform clip = new Waveform(Tones.noise(50, 1), 8000);
    Waveform back = Waveform.of(clip.toWritable());
    assertThat(back.samples()).isEqualTo(clip.samples());
    assertThat(back.sampleRateHz()).isEqualTo(8000);
  }
}
