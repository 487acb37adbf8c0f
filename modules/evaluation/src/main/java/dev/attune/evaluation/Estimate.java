package dev.attune.evaluation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  /**
   * One figure of several systems.
   *
   * @param figures of each system, by its name, all in one order
   * @param place of the figure in that order
   */
  public static Map<String, Estimate> each(Map<String, List<Estimate>> figures, int place) {
    Map<String, Estimate> each = new LinkedHashMap<>();
    figures.forEach((name, own) -> each.put(name, own.get(place)));
    return each;
  }
}
