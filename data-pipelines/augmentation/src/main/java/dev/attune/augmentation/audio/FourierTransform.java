package dev.attune.augmentation.audio;

/**
 * The complex discrete Fourier transform of a power of two, in place and in double precision
 * (Cooley and Tukey, decimation in time). Immutable.
 */
final class FourierTransform {
  private final int size;
  private final double[] cosines;
  private final double[] sines;

  FourierTransform(int size) {
    this.size = size;
    this.cosines = new double[size / 2];
    this.sines = new double[size / 2];
    for (int i = 0; i < size / 2; i++) {
      cosines[i] = Math.cos(2 * Math.PI * i / size);
      sines[i] = -Math.sin(2 * Math.PI * i / size);
    }
  }

  void forward(double[] re, double[] im) {
    reverseBits(re);
    reverseBits(im);
    for (int half = 1; half < size; half *= 2) {
      int stride = size / (2 * half);
      for (int start = 0; start < size; start += 2 * half) {
        butterflies(re, im, start, half, stride);
      }
    }
  }

  private void butterflies(double[] re, double[] im, int start, int half, int stride) {
    for (int k = 0; k < half; k++) {
      int low = start + k;
      int high = low + half;
      double cosine = cosines[k * stride];
      double sine = sines[k * stride];
      double turnedRe = re[high] * cosine - im[high] * sine;
      double turnedIm = re[high] * sine + im[high] * cosine;
      re[high] = re[low] - turnedRe;
      im[high] = im[low] - turnedIm;
      re[low] += turnedRe;
      im[low] += turnedIm;
    }
  }

  private void reverseBits(double[] values) {
    int shift = 1 + Integer.numberOfLeadingZeros(size);
    for (int i = 0; i < size; i++) {
      int mirrored = Integer.reverse(i) >>> shift;
      if (mirrored > i) {
        double kept = values[i];
        values[i] = values[mirrored];
        values[mirrored] = kept;
      }
    }
  }
}
