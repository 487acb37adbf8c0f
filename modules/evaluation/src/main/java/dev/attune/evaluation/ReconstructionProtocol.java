package dev.attune.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How well hidden parts of items are predicted, with what else is known of the item and without:
 * the squared error of each item, and the share by which knowing reduces it. Errors of one item are
 * drawn together, so the reduction's interval is that of paired differences. Errors are in the
 * squared units of whatever was predicted; the reduction has none.
 *
 * @param bootstrap how intervals are drawn
 */
public record ReconstructionProtocol(Bootstrap bootstrap) {
  /** The protocol's name in the rows. */
  public static final String NAME = "reconstruction";

  /** The control that is shown nothing but the item's visible rest. */
  public static final String WITHOUT_PAIR = "without_pair";

  /** Checks the settings. */
  public ReconstructionProtocol {
    Objects.requireNonNull(bootstrap, "bootstrap");
  }

  /**
   * What was predicted.
   *
   * @param split the part of the data set
   * @param given what was known, such as {@code text}
   * @param target what was predicted, such as {@code audio}
   */
  public record Question(String split, String given, String target) {}

  /**
   * Rows of {@code squared_error} and, beside a control {@value #WITHOUT_PAIR}, of {@code
   * error_reduction}.
   *
   * @param errors one an item
   * @param clusters which items are drawn together
   * @param controls by name, the same items' errors otherwise
   * @throws IllegalArgumentException if numbers differ
   */
  public List<EvaluationRow> evaluate(
      Question question, double[] errors, Clusters clusters, Map<String, double[]> controls) {
    clusters.requireItemsEqual(errors.length, "errors");
    controls.forEach((control, other) -> clusters.requireItemsEqual(other.length, control));
    List<EvaluationRow> rows = new ArrayList<>();
    Map<String, Estimate> beside = new LinkedHashMap<>();
    controls.forEach((control, other) -> beside.put(control, mean(other, clusters)));
    rows.add(
        row(
            question,
            "squared_error",
            "mean over items of the mean squared error of what was hidden",
            mean(errors, clusters),
            errors.length,
            beside));
    double[] without = controls.get(WITHOUT_PAIR);
    if (without != null && Arrays.stream(without).sum() > 0) {
      Map<String, Estimate> reductions = new LinkedHashMap<>();
      controls.forEach(
          (control, other) -> {
            if (!control.equals(WITHOUT_PAIR)) {
              reductions.put(control, reduction(other, without, clusters));
            }
          });
      rows.add(
          row(
              question,
              "error_reduction",
              "1 minus the mean squared error over that of " + WITHOUT_PAIR,
              reduction(errors, without, clusters),
              errors.length,
              reductions));
    }
    return List.copyOf(rows);
  }

  private Estimate mean(double[] values, Clusters clusters) {
    double mean = Arrays.stream(values).average().orElseThrow();
    return new Estimate(mean, bootstrap.meanIntervals(clusters, new double[][] {values}).get(0));
  }

  /** Numerator and denominator are drawn together. */
  private Estimate reduction(double[] errors, double[] without, Clusters clusters) {
    double[][] sums = new double[clusters.count()][2];
    for (int item = 0; item < errors.length; item++) {
      sums[clusters.of(item)][0] += errors[item];
      sums[clusters.of(item)][1] += without[item];
    }
    int[] once = new int[clusters.count()];
    Arrays.fill(once, 1);
    Interval interval =
        bootstrap.intervals(clusters, copies -> new double[] {reduction(sums, copies)}).get(0);
    return new Estimate(reduction(sums, once), interval);
  }

  private static double reduction(double[][] sums, int... copies) {
    double with = 0;
    double without = 0;
    for (int c = 0; c < copies.length; c++) {
      with += copies[c] * sums[c][0];
      without += copies[c] * sums[c][1];
    }
    return without == 0 ? 0 : 1 - with / without;
  }

  private static EvaluationRow row(
      Question question,
      String metric,
      String definition,
      Estimate figure,
      int items,
      Map<String, Estimate> controls) {
    return new EvaluationRow(
        NAME,
        question.split,
        question.given,
        question.target,
        metric,
        definition,
        figure.value(),
        figure.ci95(),
        items,
        items,
        controls);
  }
}
