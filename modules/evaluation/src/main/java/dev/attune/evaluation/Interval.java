package dev.attune.evaluation;

/**
 * A closed interval.
 *
 * @param low its lower end
 * @param high its upper end, not below {@code low}
 */
public record Interval(double low, double high) {
  /**
   * Checks the ends.
   *
   * @throws IllegalArgumentException if an end is NaN or {@code low > high}
   */
  public Interval {
    if (!(low <= high)) {
      throw new IllegalArgumentException(
          "interval: expected low <= high, found " + low + " and " + high);
    }
  }
}
