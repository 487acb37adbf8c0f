package dev.attune.audio.features;

/** What a frame is multiplied by before its transform. */
public enum FrameWindow {
  /** Hann's with period n, for spectra; librosa's and PyTorch's default. */
  HANN {
    @Override
    double at(double i, int n) {
      return 0.5 - 0.5 * Math.cos(2 * Math.PI * i / n);
    }
  },
  /** Hann's with equal ends, period n - 1, as Kaldi's {@code hanning}. */
  HANN_SYMMETRIC {
    @Override
    double at(double i, int n) {
      return 0.5 - 0.5 * Math.cos(angle(i, n));
    }
  },
  /** Hamming's with equal ends: {@code 0.54 - 0.46 cos}, as HTK's and Kaldi's. */
  HAMMING {
    @Override
    double at(double i, int n) {
      return 0.54 - 0.46 * Math.cos(angle(i, n));
    }
  },
  /**
   * Kaldi's default: the symmetric Hann window to the power of 0.85, which does not end in zeros'
   * flatness.
   */
  POVEY {
    @Override
    double at(double i, int n) {
      return Math.pow(0.5 - 0.5 * Math.cos(angle(i, n)), 0.85);
    }
  };

  abstract double at(double i, int n);

  private static double angle(double i, int n) {
    return n == 1 ? Math.PI : 2 * Math.PI * i / (n - 1);
  }

  /**
   * The window.
   *
   * @param length at least 1
   * @return {@code [length]}
   */
  public double[] values(int length) {
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      values[i] = at(i, length);
    }
    return values;
  }
}
