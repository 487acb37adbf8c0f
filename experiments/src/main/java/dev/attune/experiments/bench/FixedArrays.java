package dev.attune.experiments.bench;

import java.util.Arrays;
import java.util.SplittableRandom;

/** What the batches of the standard works consist of: drawn from a seed, the same each time. */
final class FixedArrays {
  private final SplittableRandom random;

  FixedArrays(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** Normal numbers with deviation 1. */
  float[] normal(int... shape) {
    float[] values = new float[length(shape)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** Whole numbers from 0 to the bound (exclusive). */
  int[] ids(int bound, int... shape) {
    int[] values = new int[length(shape)];
    Arrays.setAll(values, i -> random.nextInt(bound));
    return values;
  }

  /** A single 1 in each row: [rows, classes]. */
  float[] oneHot(int rows, int classes) {
    float[] values = new float[rows * classes];
    for (int row = 0; row < rows; row++) {
      values[row * classes + random.nextInt(classes)] = 1;
    }
    return values;
  }

  /** The same number everywhere. */
  static float[] constant(float value, int... shape) {
    float[] values = new float[length(shape)];
    Arrays.fill(values, value);
    return values;
  }

  private static int length(int... shape) {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }
}
