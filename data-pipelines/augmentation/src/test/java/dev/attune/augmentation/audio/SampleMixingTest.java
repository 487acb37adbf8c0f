package dev.attune.augmentation.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SampleMixingTest {
  private static final SamplesWritable FIRST = Sounds.noise(200, 8000, 1);

  @Test
  void equalsThePapersFormula() {
    float[] loud = Levels.scaled(Sounds.noise(200, 8000, 2).samples(), 7);
    SamplesWritable second = new SamplesWritable(loud, 8000);
    double gain = Sounds.db(Sounds.power(FIRST.samples()), Sounds.power(loud));
    for (double ratio : new double[] {0.1, 0.5, 0.9}) {
      SamplesWritable mixed = SampleMixing.mix(FIRST, second, ratio);
      double p = 1 / (1 + Math.pow(10, gain / 20) * (1 - ratio) / ratio);
      double norm = Math.sqrt(p * p + (1 - p) * (1 - p));
      for (int i = 0; i < 200; i++) {
        double expected = (p * FIRST.samples()[i] + (1 - p) * loud[i]) / norm;
        assertThat((double) mixed.samples()[i]).isCloseTo(expected, within(1e-6));
      }
    }
  }

  @Test
  void theEndsOfTheRatioAreTheClipsThemselves() {
    SamplesWritable second = Sounds.noise(200, 8000, 2);
    assertThat(SampleMixing.mix(FIRST, second, 1)).isEqualTo(FIRST);
    assertThat(SampleMixing.mix(FIRST, second, 0)).isEqualTo(second);
    SamplesWritable silence = Sounds.silence(200, 8000);
    assertThat(SampleMixing.mix(silence, silence, 0.5)).isEqualTo(silence);
    assertThat(Sounds.power(SampleMixing.mix(FIRST, silence, 0.5).samples())).isPositive();
  }

  @Test
  void theSecondIsCutOrFollowedBySilence() {
    SamplesWritable brief = Sounds.noise(50, 8000, 3);
    assertThat(SampleMixing.mix(FIRST, brief, 0.5).size()).isEqualTo(200);
    assertThat(SampleMixing.mix(brief, FIRST, 0.5).size()).isEqualTo(50);
    SamplesWritable overlaid = SampleMixing.atSnr(FIRST, brief, 3);
    float[] difference = new float[200];
    for (int i = 0; i < 200; i++) {
      difference[i] = overlaid.samples()[i] - FIRST.samples()[i];
    }
    assertThat(difference[50]).isZero();
    assertThat(Sounds.db(Sounds.power(FIRST.samples()), Sounds.power(difference)))
        .isCloseTo(3, within(1e-4));
  }

  @Test
  void refusesOtherRatesAndRatios() {
    assertThatThrownBy(() -> SampleMixing.mix(FIRST, Sounds.noise(200, 16_000, 1), 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("mix: expected clips at one sample rate, found 8000 and 16000 Hz");
    assertThatThrownBy(() -> SampleMixing.mix(FIRST, FIRST, 1.1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 1.1");
    assertThatThrownBy(() -> SampleMixing.atSnr(FIRST, FIRST, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found NaN");
  }
}
