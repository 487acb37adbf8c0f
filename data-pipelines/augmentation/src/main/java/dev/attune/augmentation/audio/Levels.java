package dev.attune.augmentation.audio;

import dev.attune.augmentation.Range;
import dev.attune.augmentation.Require;

/** Power and decibels. */
final class Levels {
  /** What float32 samples bear without losing themselves: 120 dB are a factor of a million. */
  static final double MOST_DB = 120;

  private Levels() {}

  /** The mean square of the samples. */
  static double power(float[] samples) {
    double sum = 0;
    for (float sample : samples) {
      sum += (double) sample * sample;
    }
    return sum / samples.length;
  }

  /** The factor of the amplitude that a number of decibels stands for. */
  static double amplitude(double db) {
    return Math.pow(10, db / 20);
  }

  /** All samples times a factor, as a new array. */
  static float[] scaled(float[] samples, double factor) {
    float[] scaled = new float[samples.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = (float) (factor * samples[i]);
    }
    return scaled;
  }

  /**
   * A clip with another laid over it, whose power is {@code snrDb} below the clip's own. Where
   * either is silent there is no such ratio, and the clip stays as it is.
   */
  static SamplesWritable overlaid(SamplesWritable clip, float[] other, double snrDb) {
    double power = power(clip.samples());
    double otherPower = power(other);
    if (power == 0 || otherPower == 0) {
      return clip;
    }
    double factor = Math.sqrt(power / otherPower) / amplitude(snrDb);
    float[] sum = new float[other.length];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = (float) (clip.samples()[i] + factor * other[i]);
    }
    return clip.with(sum);
  }

  /** Refuses ranges that reach beyond the bounds. */
  static void within(String setting, double low, double high, Range range) {
    Require.that(
        range.low() >= low && range.high() <= high,
        "%s: expected a range within %s to %s, found %s to %s",
        setting,
        low,
        high,
        range.low(),
        range.high());
  }
}
