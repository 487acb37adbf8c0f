package dev.attune.augmentation.image;

/**
 * For each output position along one axis: which input positions it is made of, and in what shares.
 *
 * <p>The triangle filter of bilinear resampling; when shrinking it is as wide as the reduction, so
 * that every input value counts (antialiasing). Same positions and weights as Pillow's {@code
 * BILINEAR} and torchvision's with {@code antialias=True}.
 *
 * @param first for each output, the first input position
 * @param weights for each output, one weight for each input position from the first on; sum 1
 */
@SuppressWarnings("ArrayRecordComponent") // never compared: it lives for one call
record Taps(int[] first, float[][] weights) {

  /**
   * The taps of outputs {@code from} to {@code from + count - 1} when {@code inputs} positions,
   * beginning at {@code offset}, are resampled to {@code outputs}.
   */
  static Taps bilinear(int offset, int inputs, int outputs, int from, int count) {
    double scale = (double) inputs / outputs;
    double support = Math.max(1.0, scale);
    int[] first = new int[count];
    float[][] weights = new float[count][];
    for (int i = 0; i < count; i++) {
      double centre = (from + i + 0.5) * scale;
      int low = Math.max(0, (int) (centre - support + 0.5));
      int high = Math.min(inputs, (int) (centre + support + 0.5));
      first[i] = offset + low;
      weights[i] = triangle(low, high, centre, support);
    }
    return new Taps(first, weights);
  }

  int count() {
    return first.length;
  }

  /** The first input position that any output needs. */
  int begin() {
    return first[0];
  }

  /** The input position after the last that any output needs. */
  int end() {
    int last = first.length - 1;
    return first[last] + weights[last].length;
  }

  private static float[] triangle(int low, int high, double centre, double support) {
    double[] shares = new double[high - low];
    double total = 0;
    for (int k = 0; k < shares.length; k++) {
      shares[k] = Math.max(0, 1 - Math.abs((low + k + 0.5 - centre) / support));
      total += shares[k];
    }
    float[] weights = new float[shares.length];
    for (int k = 0; k < shares.length; k++) {
      weights[k] = (float) (shares[k] / total);
    }
    return weights;
  }
}
