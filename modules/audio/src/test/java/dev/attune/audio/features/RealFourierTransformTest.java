package dev.attune.audio.features;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.audio.Tones;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RealFourierTransformTest {
  /** Powers of two and four, the sizes of speech (400, 200), odd ones, primes, and the smallest. */
  @ParameterizedTest
  @ValueSource(
      ints = {
        2, 3, 4, 5, 6, 7, 8, 9, 16, 18, 30, 31, 64, 77, 98, 127, 200, 256, 400, 441, 512, 1024
      })
  void equalsTheSum(int length) {
    float[] numbers = Tones.noise(length, length);
    double[] exact = new double[length];
    for (int i = 0; i < length; i++) {
      exact[i] = numbers[i];
    }
    double[][] expected = SlowFeatures.transform(exact);
    RealFourierTransform transform = new RealFourierTransform(length);
    RealFourierTransform.Workspace work = transform.workspace();
    for (int run = 0; run < 2; run++) {
      System.arraycopy(numbers, 0, work.frame, 0, length);
      transform.run(work);
      double worst = 0;
      for (int k = 0; k <= length / 2; k++) {
        worst = Math.max(worst, Math.abs(work.re[k] - expected[k][0]));
        worst = Math.max(worst, Math.abs(work.im[k] - expected[k][1]));
      }
      assertThat(worst).isLessThan(4e-7 * Math.sqrt(length) * Math.log(length + 2));
    }
  }

  /** {@code sum x^2 = (|X_0|^2 + |X_{N/2}|^2 + 2 sum of the rest) / N}. */
  @ParameterizedTest
  @ValueSource(ints = {256, 400, 441, 2048, 65_536})
  void keepsEnergy(int length) {
    RealFourierTransform transform = new RealFourierTransform(length);
    RealFourierTransform.Workspace work = transform.workspace();
    double energy = 0;
    float[] numbers = Tones.noise(length, 3);
    for (int i = 0; i < length; i++) {
      work.frame[i] = numbers[i];
      energy += Math.pow(numbers[i], 2);
    }
    transform.run(work);
    double spectrum = 0;
    for (int k = 0; k <= length / 2; k++) {
      boolean alone = k == 0 || 2 * k == length;
      double power = Math.pow(work.re[k], 2) + Math.pow(work.im[k], 2);
      spectrum += (alone ? 1 : 2) * power / length;
    }
    assertThat(spectrum / energy).isBetween(1 - 1e-5, 1 + 1e-5);
  }
}
