package dev.attune.experiments.bench;

import java.util.Arrays;

/**
 * One line of a benchmark's result.
 *
 * @param work what was done
 * @param side whose it is, such as {@code attune} or {@code samediff.fit}
 * @param quantity what was measured, such as {@code step}
 * @param unit such as {@code ms} or {@code MB}
 * @param median of all measured rounds
 * @param minimum of all measured rounds
 * @param maximum of all measured rounds
 * @param rounds how many were measured
 */
public record Measurement(
    String work,
    String side,
    String quantity,
    String unit,
    double median,
    double minimum,
    double maximum,
    int rounds) {

  /** Of some readings in any order. */
  public static Measurement of(
      String work, String side, String quantity, String unit, double[] readings) {
    double[] sorted = readings.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    double median = n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
    return new Measurement(work, side, quantity, unit, median, sorted[0], sorted[n - 1], n);
  }
}
