package dev.attune.augmentation.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.augmentation.Seeds;
import org.junit.jupiter.api.Test;

class FeatureNoiseTest {
  private static final Seeds SEEDS = new Seeds(52);

  @Test
  void noiseHasItsDeviationAndNoMeanWhateverTheValues() {
    float[] silenceAndSound = new float[200 * 80];
    for (int i = 0; i < silenceAndSound.length; i++) {
      silenceAndSound[i] = i < 100 * 80 ? -12 : 3;
    }
    SpectrogramWritable spectrogram = new SpectrogramWritable(silenceAndSound, 200, 80);
    SpectrogramWritable noisy = new FeatureNoise(0.5).apply(spectrogram, SEEDS.at(0, 0, 0));
    for (int from : new int[] {0, 100}) {
      double sum = 0;
      double squares = 0;
      for (int frame = from; frame < from + 100; frame++) {
        for (int band = 0; band < 80; band++) {
          double noise = noisy.at(frame, band) - spectrogram.at(frame, band);
          sum += noise;
          squares += noise * noise;
        }
      }
      // Five deviations of each figure over 8000 values.
      assertThat(sum / 8000).isCloseTo(0, within(0.028));
      assertThat(Math.sqrt(squares / 8000)).isCloseTo(0.5, within(0.02));
    }
  }

  @Test
  void badSettingsAreNamed() {
    for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new FeatureNoise(bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("feature_noise: deviation: expected a finite number above 0, found %s", bad);
    }
  }
}
