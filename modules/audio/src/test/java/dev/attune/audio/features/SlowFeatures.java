package dev.attune.audio.features;

/** The definitions, as sums in double precision; slow. */
final class SlowFeatures {
  private SlowFeatures() {}

  /** {@code [length / 2 + 1][2]}: real and imaginary part of each frequency. */
  static double[][] transform(double[] frame) {
    int n = frame.length;
    double[][] spectrum = new double[n / 2 + 1][2];
    for (int k = 0; k <= n / 2; k++) {
      for (int i = 0; i < n; i++) {
        double angle = -2 * Math.PI * ((long) k * i % n) / n;
        spectrum[k][0] += frame[i] * Math.cos(angle);
        spectrum[k][1] += frame[i] * Math.sin(angle);
      }
    }
    return spectrum;
  }

  /**
   * librosa: pad the clip by half a transform, frames of whole transforms, window in the middle.
   */
  static double[][] librosaFrames(float[] clip, int fft, int window, int hop) {
    double[] padded = new double[clip.length + 2 * (fft / 2)];
    for (int i = 0; i < clip.length; i++) {
      padded[fft / 2 + i] = clip[i];
    }
    double[][] frames = new double[1 + (padded.length - fft) / hop][fft];
    for (int t = 0; t < frames.length; t++) {
      for (int i = 0; i < window; i++) {
        int at = (fft - window) / 2 + i;
        double hann = 0.5 * (1 - Math.cos(2 * Math.PI * i / window));
        frames[t][at] = hann * padded[t * hop + at];
      }
    }
    return frames;
  }

  /** Kaldi's feature-window.cc: cut, mean, pre-emphasis, Povey's window, zeros behind. */
  static double[][] kaldiFrames(float[] clip, int fft, int window, int hop) {
    double[][] frames = new double[1 + (clip.length - window) / hop][fft];
    for (int t = 0; t < frames.length; t++) {
      double mean = 0;
      for (int i = 0; i < window; i++) {
        mean += clip[t * hop + i] / (double) window;
      }
      for (int i = 0; i < window; i++) {
        double now = clip[t * hop + i] - mean;
        double before = clip[t * hop + Math.max(0, i - 1)] - mean;
        double hann = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / (window - 1));
        frames[t][i] = (now - 0.97 * before) * Math.pow(hann, 0.85);
      }
    }
    return frames;
  }

  static double slaneyMel(double hz) {
    return hz < 1000 ? 3 * hz / 200 : 15 + 27 * Math.log(hz / 1000) / Math.log(6.4);
  }

  static double slaneyHz(double mel) {
    return mel < 15 ? 200 * mel / 3 : 1000 * Math.pow(6.4, (mel - 15) / 27);
  }

  static double kaldiMel(double hz) {
    return 1127 * Math.log(1 + hz / 700);
  }

  /** librosa.filters.mel: {@code [bands][fft / 2 + 1]}. */
  static double[][] librosaFilters(int rate, int fft, int bands, double low, double high) {
    double[][] filters = new double[bands][fft / 2 + 1];
    for (int b = 0; b < bands; b++) {
      double[] hz = new double[3];
      for (int i = 0; i < 3; i++) {
        double part = (b + i) / (bands + 1.0);
        hz[i] = slaneyHz(slaneyMel(low) * (1 - part) + slaneyMel(high) * part);
      }
      for (int k = 0; k <= fft / 2; k++) {
        double f = (double) rate * k / fft;
        double rising = (f - hz[0]) / (hz[1] - hz[0]);
        double falling = (hz[2] - f) / (hz[2] - hz[1]);
        filters[b][k] = Math.max(0, Math.min(rising, falling)) * 2 / (hz[2] - hz[0]);
      }
    }
    return filters;
  }

  /** Kaldi's mel-computations.cc: {@code [bands][fft / 2 + 1]}. */
  static double[][] kaldiFilters(int rate, int fft, int bands, double low, double high) {
    double[][] filters = new double[bands][fft / 2 + 1];
    double step = (kaldiMel(high) - kaldiMel(low)) / (bands + 1);
    for (int b = 0; b < bands; b++) {
      double left = kaldiMel(low) + b * step;
      double middle = left + step;
      double right = middle + step;
      for (int k = 0; k < fft / 2; k++) {
        double mel = kaldiMel((double) rate * k / fft);
        if (mel > left && mel < right) {
          filters[b][k] =
              mel <= middle ? (mel - left) / (middle - left) : (right - mel) / (right - middle);
        }
      }
    }
    return filters;
  }

  /** {@code [frames][bands]} of squared magnitudes. */
  static double[][] energies(double[][] frames, double[][] filters) {
    double[][] energies = new double[frames.length][filters.length];
    for (int t = 0; t < frames.length; t++) {
      double[][] spectrum = transform(frames[t]);
      for (int b = 0; b < filters.length; b++) {
        for (int k = 0; k < spectrum.length; k++) {
          double power = Math.pow(spectrum[k][0], 2) + Math.pow(spectrum[k][1], 2);
          energies[t][b] += filters[b][k] * power;
        }
      }
    }
    return energies;
  }
}
