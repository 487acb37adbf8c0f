package dev.attune.audio.features;

import java.util.Arrays;

/**
 * Discrete Fourier transform of real numbers: {@code X[k] = sum x[n] exp(-2 pi i k n / N)} for k up
 * to N / 2. An even length is done as a complex transform of half the length, whose even and odd
 * parts are then told apart. Immutable; what changes is in a {@link Workspace}.
 */
final class RealFourierTransform {
  private final int length;
  private final int complexLength;
  private final FourierTransform transform;
  private final float[] cos;
  private final float[] sin;

  RealFourierTransform(int length) {
    this.length = length;
    this.complexLength = length % 2 == 0 ? length / 2 : length;
    this.transform = new FourierTransform(complexLength);
    this.cos = new float[length / 2 + 1];
    this.sin = new float[length / 2 + 1];
    for (int k = 0; k < cos.length; k++) {
      cos[k] = (float) Math.cos(-2 * Math.PI * k / length);
      sin[k] = (float) Math.sin(-2 * Math.PI * k / length);
    }
  }

  /** Memory of one thread's transforms: a frame in, its spectrum out. */
  static final class Workspace {
    /** The numbers to transform, {@code [N]}; they stay. */
    final float[] frame;

    /** Real parts, {@code [N / 2 + 1]}. */
    final float[] re;

    /** Imaginary parts, {@code [N / 2 + 1]}. */
    final float[] im;

    private final float[][] complex;

    private Workspace(int length, int complexLength) {
      this.frame = new float[length];
      this.re = new float[length / 2 + 1];
      this.im = new float[length / 2 + 1];
      this.complex = new float[4][complexLength];
    }
  }

  Workspace workspace() {
    return new Workspace(length, complexLength);
  }

  void run(Workspace work) {
    float[] a = work.complex[0];
    float[] b = work.complex[1];
    boolean even = length % 2 == 0;
    if (even) {
      for (int i = 0; i < complexLength; i++) {
        a[i] = work.frame[2 * i];
        b[i] = work.frame[2 * i + 1];
      }
    } else {
      System.arraycopy(work.frame, 0, a, 0, length);
      Arrays.fill(b, 0);
    }
    int at = transform.run(a, b, work.complex[2], work.complex[3]) ? 2 : 0;
    if (even) {
      tellApart(work.complex[at], work.complex[at + 1], work.re, work.im);
    } else {
      System.arraycopy(work.complex[at], 0, work.re, 0, work.re.length);
      System.arraycopy(work.complex[at + 1], 0, work.im, 0, work.im.length);
    }
  }

  /** {@code X[k] = E[k] + w^k O[k]}, where Z = E + iO and E, O are spectra of real numbers. */
  private void tellApart(float[] zRe, float[] zIm, float[] re, float[] im) {
    int half = complexLength;
    re[0] = zRe[0] + zIm[0];
    im[0] = 0;
    re[half] = zRe[0] - zIm[0];
    im[half] = 0;
    for (int k = 1; k < half; k++) {
      float evenRe = 0.5f * (zRe[k] + zRe[half - k]);
      float evenIm = 0.5f * (zIm[k] - zIm[half - k]);
      float oddRe = 0.5f * (zIm[k] + zIm[half - k]);
      float oddIm = 0.5f * (zRe[half - k] - zRe[k]);
      re[k] = evenRe + cos[k] * oddRe - sin[k] * oddIm;
      im[k] = evenIm + cos[k] * oddIm + sin[k] * oddRe;
    }
  }
}
