package dev.attune.augmentation.audio;

/**
 * Convolution with a long response, block by block over Fourier transforms (overlap-add; Stockham,
 * "High-speed convolution and correlation", 1966). Two blocks of real samples pass as the real and
 * the imaginary part of one.
 */
final class Convolution {
  private Convolution() {}

  /**
   * The first samples of the convolution, as many as there were.
   *
   * @param samples left as they are
   * @param response at least one value
   */
  static float[] apply(float[] samples, float[] response) {
    // What lies further behind than the clip is long is never heard in it.
    int taps = Math.min(response.length, samples.length);
    int size = Integer.highestOneBit(Math.max(8, 4 * taps - 1));
    int block = size - taps + 1;
    FourierTransform transform = new FourierTransform(size);
    double[] responseRe = widened(response, 0, taps, size);
    double[] responseIm = new double[size];
    transform.forward(responseRe, responseIm);
    double[] output = new double[samples.length];
    for (int start = 0; start < samples.length; start += 2 * block) {
      int second = start + block;
      double[] re = widened(samples, start, block, size);
      double[] im = widened(samples, second, block, size);
      transform.forward(re, im);
      for (int i = 0; i < size; i++) {
        double product = re[i] * responseRe[i] - im[i] * responseIm[i];
        im[i] = re[i] * responseIm[i] + im[i] * responseRe[i];
        re[i] = product;
      }
      // Swapping the parts before and after a forward transform makes it a backward one.
      transform.forward(im, re);
      add(re, output, start, size);
      add(im, output, second, size);
    }
    float[] convolved = new float[samples.length];
    for (int i = 0; i < convolved.length; i++) {
      convolved[i] = (float) output[i];
    }
    return convolved;
  }

  private static void add(double[] block, double[] output, int start, int size) {
    int end = Math.min(size, output.length - start);
    for (int i = 0; i < end; i++) {
      output[start + i] += block[i] / size;
    }
  }

  private static double[] widened(float[] values, int from, int count, int size) {
    double[] widened = new double[size];
    int end = Math.min(count, values.length - from);
    for (int i = 0; i < end; i++) {
      widened[i] = values[from + i];
    }
    return widened;
  }
}
