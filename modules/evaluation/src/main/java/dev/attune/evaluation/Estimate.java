package dev.attune.evaluation;

import java.util.Objects;

/**
 * A measured value and its 95 % interval.
 *
 * @param value the value on the items as they are
 * @param ci95 the 95 % interval over resampled items
 */
public record Estimate(double value, Interval ci95) {
  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if the value is NaN
   */
  public Estimate {
    Objects.requireNonNull(ci95, "ci95");
    if (Double.isNaN(value)) {
      throw new IllegalArgumentException("estimate: expected a number, found NaN");
    }
  }
}
