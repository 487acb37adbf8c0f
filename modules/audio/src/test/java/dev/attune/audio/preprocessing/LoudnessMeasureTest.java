package dev.attune.audio.preprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.audio.Tones;
import dev.attune.audio.signal.Waveform;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoudnessMeasureTest {
  @Test
  void rootMeanSquare() {
    Waveform sine = new Waveform(Tones.sine(1, 1000, 16_000, 16_000), 16_000);
    assertThat(LoudnessMeasure.RMS.of(sine)).isCloseTo(-10 * Math.log10(2), within(1e-4));
    float[] square = new float[100];
    Arrays.fill(square, -0.1f);
    assertThat(LoudnessMeasure.RMS.of(new Waveform(square, 8000))).isCloseTo(-20, within(1e-4));
  }

  /**
   * BS.1770: a sine of 997 Hz at full scale in one channel measures -3.01 LKFS; at rates other than
   * the standard's 48 kHz the shelf sits where the bilinear transform puts it.
   */
  @ParameterizedTest
  @ValueSource(ints = {8000, 16_000, 44_100, 48_000})
  void theStandardsTone(int rate) {
    Waveform sine = new Waveform(Tones.sine(1, 997, rate, 3 * rate), rate);
    assertThat(LoudnessMeasure.INTEGRATED.of(sine))
        .isCloseTo(-3.01, within(rate < 44_100 ? 0.1 : 0.01));
  }

  /** Tables 1 and 2 of the standard, at 48 kHz. */
  @Test
  void theStandardsFilters() {
    assertThat(Biquad.earShelf(48_000).coefficients())
        .containsExactly(
            new double[] {
              1.53512485958697,
              -2.69169618940638,
              1.19839281085285,
              -1.69065929318241,
              0.73248077421585
            },
            within(1e-10));
    assertThat(Biquad.earHighPass(48_000).coefficients())
        .containsExactly(
            new double[] {1, -2, 1, -1.99004745483398, 0.99007225036621}, within(1e-10));
  }

  /**
   * A pause twice as long as the tone leaves its loudness as it is; without a gate it costs 4.8.
   */
  @Test
  void pausesDoNotCount() {
    float[] tone = Tones.sine(0.25, 997, 48_000, 48_000 * 4);
    Waveform alone = new Waveform(tone, 48_000);
    Waveform paused = new Waveform(Arrays.copyOf(tone, 3 * tone.length), 48_000);
    assertThat(LoudnessMeasure.INTEGRATED.of(paused))
        .isCloseTo(LoudnessMeasure.INTEGRATED.of(alone), within(0.2));
  }

  @ParameterizedTest
  @EnumSource(LoudnessMeasure.class)
  void normalising(LoudnessMeasure measure) {
    Waveform clip = new Waveform(Tones.sine(0.01, 500, 16_000, 5000), 16_000);
    Waveform loud = measure.normalise(clip, -20);
    assertThat(measure.of(loud)).isCloseTo(-20, within(1e-3));
    float factor = loud.samples()[7] / clip.samples()[7];
    assertThat(loud.samples()[4321]).isCloseTo(factor * clip.samples()[4321], within(1e-6f));
  }

  @ParameterizedTest
  @EnumSource(LoudnessMeasure.class)
  void silenceStaysSilence(LoudnessMeasure measure) {
    Waveform silence = new Waveform(new float[20_000], 16_000);
    assertThat(measure.of(silence)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(measure.normalise(silence, -20)).isSameAs(silence);
  }

  @Test
  void aClipShorterThanABlock() {
    Waveform shortTone = new Waveform(Tones.sine(1, 997, 48_000, 9600), 48_000);
    assertThat(LoudnessMeasure.INTEGRATED.of(shortTone)).isCloseTo(-3.01, within(0.1));
    assertThat(LoudnessMeasure.INTEGRATED.of(new Waveform(new float[] {1}, 48_000))).isFinite();
  }

  @Test
  void aRateTooLowToMeasure() {
    assertThatThrownBy(() -> LoudnessMeasure.INTEGRATED.of(new Waveform(new float[9], 3000)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected at least 4000 to measure integrated loudness, found 3000");
  }
}
