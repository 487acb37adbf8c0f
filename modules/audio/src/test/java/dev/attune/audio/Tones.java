package dev.attune.audio;

import java.util.SplittableRandom;

/** Clips with known formulas. */
public final class Tones {
  private Tones() {}

  /** {@code amplitude sin(2 pi hz t)}. */
  public static float[] sine(double amplitude, double hz, int rate, int samples) {
    float[] tone = new float[samples];
    for (int i = 0; i < samples; i++) {
      tone[i] = (float) (amplitude * Math.sin(2 * Math.PI * hz * i / rate));
    }
    return tone;
  }

  /** What the fixtures hold in their left channel: 0.4 at 440 Hz; in the right: 0.2 at 660 Hz. */
  public static float[] fixture(int channels, int rate, int samples) {
    float[] left = sine(0.4, 440, rate, samples);
    if (channels == 1) {
      return left;
    }
    float[] right = sine(0.2, 660, rate, samples);
    for (int i = 0; i < samples; i++) {
      left[i] = (left[i] + right[i]) / 2;
    }
    return left;
  }

  /** Even in [-1, 1]. */
  public static float[] noise(int samples, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] noise = new float[samples];
    for (int i = 0; i < samples; i++) {
      noise[i] = (float) (2 * random.nextDouble() - 1);
    }
    return noise;
  }

  /** Root of the mean squared difference. */
  public static double distance(float[] a, float[] b) {
    if (a.length != b.length) {
      throw new AssertionError(a.length + " samples and " + b.length);
    }
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.pow((double) a[i] - b[i], 2);
    }
    return Math.sqrt(sum / a.length);
  }
}
