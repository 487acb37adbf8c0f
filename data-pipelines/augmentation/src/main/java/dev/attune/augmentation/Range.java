package dev.attune.augmentation;

import java.util.random.RandomGenerator;

/**
 * An interval to draw a setting from, evenly.
 *
 * @param low the least value
 * @param high the greatest; the same as {@code low} makes the setting a fixed one
 */
public record Range(double low, double high) {

  /** Refuses bounds that are not finite or stand the wrong way round. */
  public Range {
    Require.that(
        Double.isFinite(low) && Double.isFinite(high) && low <= high,
        "range: expected finite low <= high, found low %s, high %s",
        low,
        high);
  }

  /** The range from {@code low} to {@code high}. */
  public static Range of(double low, double high) {
    return new Range(low, high);
  }

  /** The range from {@code -extent} to {@code extent}. */
  public static Range around0(double extent) {
    return new Range(-extent, extent);
  }

  /** A value between the bounds, each as likely as any other. */
  public double draw(RandomGenerator random) {
    return low + (high - low) * random.nextDouble();
  }

  /** A value whose logarithm is drawn evenly: for ratios, where 1/2 is as far from 1 as 2 is. */
  public double drawLogarithmic(RandomGenerator random) {
    double from = Math.log(low);
    return Math.exp(from + (Math.log(high) - from) * random.nextDouble());
  }
}
