package dev.attune.augmentation.audio;

/**
 * Waveform similarity overlap-add: windows of the input are laid over each other at another pace,
 * each taken from near its proper place where it best continues the one before (Verhelst and
 * Roelands, ICASSP 1993).
 *
 * <p>Windows of 40 ms, half of which overlap, and a search of 10 ms to either side: two periods of
 * the lowest voices (50 Hz) in a window, one in the search. Similarity is the correlation,
 * normalised by the candidate's energy.
 */
final class Wsola {
  private static final double HOP_SECONDS = 0.02;
  private static final double SEARCH_SECONDS = 0.01;

  /** The coarse search looks at this many samples a second; the fine one at each. */
  private static final int COARSE_HZ = 4000;

  private final int hop;
  private final int search;
  private final int stride;
  private final float[] window;

  Wsola(int rateHz) {
    hop = Math.max(2, (int) Math.round(rateHz * HOP_SECONDS));
    search = (int) Math.round(rateHz * SEARCH_SECONDS);
    stride = Math.max(1, rateHz / COARSE_HZ);
    window = new float[2 * hop];
    for (int i = 0; i < window.length; i++) {
      window[i] = (float) (0.5 - 0.5 * Math.cos(Math.PI * i / hop));
    }
  }

  /**
   * Changes the duration.
   *
   * @param samples left as they are; beyond them is silence
   * @param length how many samples to make
   * @param tempo input samples to an output sample
   */
  float[] stretch(float[] samples, int length, double tempo) {
    int front = hop + search;
    int last = (length + hop - 1) / hop;
    int padding = front + 3 * hop + search + (int) (hop * tempo) + 2;
    float[] padded = new float[samples.length + padding];
    System.arraycopy(samples, 0, padded, front, samples.length);
    double[] energy = energy(padded);
    float[] output = new float[length];
    int centre = front;
    for (int k = 0; k <= last; k++) {
      if (k > 0) {
        int proper = front + (int) Math.round(k * hop * tempo);
        centre = proper + best(padded, energy, centre + hop, proper);
      }
      add(padded, centre, output, k * hop);
    }
    return output;
  }

  /** The shift of the candidate that is most like the continuation of the window before. */
  private int best(float[] padded, double[] energy, int continuation, int proper) {
    int coarse = best(padded, energy, continuation, proper, 0, search, stride);
    return best(padded, energy, continuation, proper, coarse, stride - 1, 1);
  }

  private int best(
      float[] padded,
      double[] energy,
      int continuation,
      int proper,
      int middle,
      int reach,
      int step) {
    int best = middle;
    double highest = similarity(padded, energy, continuation, proper + middle, step);
    for (int shift = middle - reach; shift <= middle + reach; shift += step) {
      if (Math.abs(shift) <= search) {
        double found = similarity(padded, energy, continuation, proper + shift, step);
        if (found > highest) {
          highest = found;
          best = shift;
        }
      }
    }
    return best;
  }

  /** The correlation of two windows over the root of the second one's energy; 0 with silence. */
  private double similarity(float[] padded, double[] energy, int first, int second, int step) {
    double power = energy[second + hop] - energy[second - hop];
    if (power <= 0) {
      return 0;
    }
    int from = first - hop;
    int other = second - hop;
    float even = 0;
    float odd = 0;
    int i = 0;
    for (; i + step < 2 * hop; i += 2 * step) {
      even += padded[from + i] * padded[other + i];
      odd += padded[from + i + step] * padded[other + i + step];
    }
    return (even + odd) / Math.sqrt(power);
  }

  private void add(float[] padded, int centre, float[] output, int at) {
    int from = Math.max(0, hop - at);
    int to = Math.min(window.length, output.length - at + hop);
    for (int i = from; i < to; i++) {
      output[at - hop + i] += window[i] * padded[centre - hop + i];
    }
  }

  /** Sums of squares up to each sample. */
  private static double[] energy(float[] padded) {
    double[] energy = new double[padded.length + 1];
    for (int i = 0; i < padded.length; i++) {
      energy[i + 1] = energy[i] + (double) padded[i] * padded[i];
    }
    return energy;
  }
}
