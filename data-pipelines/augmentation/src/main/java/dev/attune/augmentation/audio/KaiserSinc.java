package dev.attune.augmentation.audio;

/**
 * The low-pass kernel of {@link Resampler}: a sinc under a Kaiser window, in samples of the slower
 * of the two rates.
 *
 * <p>Kaiser's formulas (Kaiser and Schafer, "On the use of the I0-sinh window", 1980) tie the
 * stop-band attenuation A in decibels, the window's shape 0.1102 (A - 8.7) and the width of the
 * transition (A - 7.95) / (2.285 * 2 * reach) radians together. The cutoff lies half a transition
 * below the slower rate's Nyquist frequency, so that the stop band begins there and not above.
 */
final class KaiserSinc {
  /** Stop-band attenuation in decibels: what folds back is a ten-thousandth of what it was. */
  static final double ATTENUATION_DB = 80;

  /** How far the kernel reaches to each side: a pass band of 90 % for 96 taps. */
  static final int REACH = 48;

  /** Width of the transition as a share of the Nyquist frequency. */
  static final double TRANSITION = (ATTENUATION_DB - 7.95) / (2.285 * 2 * REACH * Math.PI);

  private static final double SHAPE = 0.1102 * (ATTENUATION_DB - 8.7);
  private static final double CUTOFF = 1 - TRANSITION / 2;
  private static final double BESSEL_OF_SHAPE = bessel(SHAPE);

  /** Values to a sample of the slower rate: lines between them are at most 4e-7 off. */
  private static final int FINENESS = 1024;

  /** The kernel's right half, from its centre to beyond its reach; never written again. */
  private static final double[] TABLE = table();

  private KaiserSinc() {}

  /** The kernel at a distance from its centre; its integral is 1. */
  static double at(double distance) {
    double share = distance / REACH;
    if (share <= -1 || share >= 1) {
      return 0;
    }
    double angle = Math.PI * CUTOFF * distance;
    double sinc = Math.abs(angle) < 1e-9 ? 1 : Math.sin(angle) / angle;
    return CUTOFF * sinc * bessel(SHAPE * Math.sqrt(1 - share * share)) / BESSEL_OF_SHAPE;
  }

  /**
   * The weights of the input samples {@code floor(t) + 1 - half} to {@code floor(t) + half} for an
   * output at the time t.
   *
   * @param fraction t - floor(t)
   * @param stretch input samples in a sample of the slower rate, at least 1
   * @param half half the number of weights
   * @return weights whose sum is 1, so that a constant stays itself to the last digits
   */
  static float[] weights(double fraction, double stretch, int half) {
    double[] values = new double[2 * half];
    double sum = 0;
    for (int k = 0; k < values.length; k++) {
      values[k] = tabulated(Math.abs(k + 1 - half - fraction) / stretch);
      sum += values[k];
    }
    float[] weights = new float[values.length];
    for (int k = 0; k < weights.length; k++) {
      weights[k] = (float) (values[k] / sum);
    }
    return weights;
  }

  private static double tabulated(double distance) {
    double point = distance * FINENESS;
    int index = (int) point;
    if (index >= TABLE.length - 1) {
      return 0;
    }
    return TABLE[index] + (point - index) * (TABLE[index + 1] - TABLE[index]);
  }

  private static double[] table() {
    double[] table = new double[REACH * FINENESS + 2];
    for (int i = 0; i < table.length; i++) {
      table[i] = at((double) i / FINENESS);
    }
    return table;
  }

  /** Half the number of weights, a multiple of four: the sums run over eight at a time. */
  static int half(double stretch) {
    return (int) (4 * Math.ceil(REACH * stretch / 4));
  }

  /** The modified Bessel function of the first kind and order 0, by its power series. */
  private static double bessel(double x) {
    double quarter = x * x / 4;
    double term = 1;
    double sum = 1;
    for (int k = 1; term > 1e-17 * sum; k++) {
      term *= quarter / ((double) k * k);
      sum += term;
    }
    return sum;
  }
}
