package dev.attune.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * What an encoder sees of a change: embeddings of items against those of the same items after an
 * augmentation.
 *
 * <p>{@code cosine_margin} is the mean cosine of an item and itself changed, less that of an item
 * and another item changed; {@code partner_recall@1} the share of items whose nearest changed one
 * is its own.
 *
 * @param bootstrap how intervals are drawn
 * @param shuffleSeed decides who is whose stranger
 */
public record InvarianceProtocol(Bootstrap bootstrap, long shuffleSeed) {
  /** The protocol's name in the rows. */
  public static final String NAME = "invariance";

  /** The control that keeps the embeddings and gives every item a stranger for a partner. */
  public static final String SHUFFLED_PAIRS = RetrievalProtocol.SHUFFLED_PAIRS;

  private static final List<String> METRICS = List.of("cosine_margin", "partner_recall@1");
  private static final List<String> DEFINITIONS =
      List.of(
          "mean cosine with the same item changed, less that with another item changed",
          "share of items whose nearest of all changed ones is its own; ties in expectation");

  /** Checks the settings. */
  public InvarianceProtocol {
    Objects.requireNonNull(bootstrap, "bootstrap");
  }

  /**
   * Items under one encoder, as they are and changed.
   *
   * @param items {@code [items, width]}, at least 3
   * @param changed by the augmentation's name, the same items after it
   */
  public record Views(float[][] items, Map<String, float[][]> changed) {
    /**
     * Checks that the rows fit.
     *
     * @throws IllegalArgumentException in one line, if numbers or widths differ
     */
    public Views {
      changed = Collections.unmodifiableMap(new LinkedHashMap<>(changed));
      if (items.length < 3) {
        throw new IllegalArgumentException(
            "invariance: expected at least 3 items, found " + items.length);
      }
      changed.forEach(
          (augmentation, rows) -> {
            if (rows.length != items.length) {
              throw new IllegalArgumentException(
                  "invariance: %s: expected %d rows, found %d"
                      .formatted(augmentation, items.length, rows.length));
            }
            for (int i = 0; i < rows.length; i++) {
              int width = items[0].length;
              if (rows[i].length != width || items[i].length != width) {
                throw new IllegalArgumentException(
                    "invariance: %s: row %d: expected width %d, found %d and %d"
                        .formatted(augmentation, i, width, items[i].length, rows[i].length));
              }
            }
          });
    }
  }

  /**
   * Measures.
   *
   * @param split the part of the data set, for the rows
   * @param encoder what made the embeddings, for the rows
   * @param clusters which items are drawn together
   * @param controls by name, the same items and changes under other encoders; {@value
   *     #SHUFFLED_PAIRS} is added here
   * @return for each augmentation rows of {@code cosine_margin} and {@code partner_recall@1}
   * @throws IllegalArgumentException in one line, if a control lacks a change or has other items
   */
  public List<EvaluationRow> evaluate(
      String split, String encoder, Views views, Clusters clusters, Map<String, Views> controls) {
    int items = views.items.length;
    clusters.requireItemsEqual(items, "items");
    controls.forEach((control, other) -> requireSame(control, views, other));
    int[] strangers = Strangers.of(items, shuffleSeed);
    int[] themselves = IntStream.range(0, items).toArray();
    List<EvaluationRow> rows = new ArrayList<>();
    for (String augmentation : views.changed.keySet()) {
      List<Estimate> figures = figures(views, augmentation, themselves, strangers, clusters);
      Map<String, List<Estimate>> beside = new LinkedHashMap<>();
      controls.forEach(
          (control, other) ->
              beside.put(control, figures(other, augmentation, themselves, strangers, clusters)));
      // Strangers are compared with strangers of strangers.
      int[] others = IntStream.of(strangers).map(i -> strangers[i]).toArray();
      beside.put(SHUFFLED_PAIRS, figures(views, augmentation, strangers, others, clusters));
      for (int m = 0; m < METRICS.size(); m++) {
        rows.add(row(split, encoder, augmentation, m, figures.get(m), items, beside));
      }
    }
    return List.copyOf(rows);
  }

  private static void requireSame(String control, Views expected, Views found) {
    if (found.items.length != expected.items.length
        || !found.changed.keySet().equals(expected.changed.keySet())) {
      throw new IllegalArgumentException(
          "control %s: expected %d items and the changes %s, found %d and %s"
              .formatted(
                  control,
                  expected.items.length,
                  expected.changed.keySet(),
                  found.items.length,
                  found.changed.keySet()));
    }
  }

  private List<Estimate> figures(
      Views views, String augmentation, int[] partners, int[] strangers, Clusters clusters) {
    float[][] items = UnitRows.of(views.items);
    float[][] changed = UnitRows.of(views.changed.get(augmentation));
    double[] margins = new double[items.length];
    for (int i = 0; i < margins.length; i++) {
      margins[i] = cosine(items[i], changed[partners[i]]) - cosine(items[i], changed[strangers[i]]);
    }
    int[][] relevant = IntStream.of(partners).mapToObj(i -> new int[] {i}).toArray(int[][]::new);
    double[] found =
        Ranking.of(Scores.dot(items, changed), Relevance.of(items.length, relevant), 1)
            .values(RankingMetric.HIT_RATE, 1);
    List<Interval> intervals = bootstrap.meanIntervals(clusters, new double[][] {margins, found});
    return List.of(
        new Estimate(mean(margins), intervals.get(0)), new Estimate(mean(found), intervals.get(1)));
  }

  private static double cosine(float[] a, float[] b) {
    double sum = 0;
    for (int d = 0; d < a.length; d++) {
      sum += (double) a[d] * b[d];
    }
    return sum;
  }

  private static double mean(double... values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static EvaluationRow row(
      String split,
      String encoder,
      String augmentation,
      int metric,
      Estimate figure,
      int items,
      Map<String, List<Estimate>> beside) {
    return new EvaluationRow(
        NAME,
        split,
        encoder,
        augmentation,
        METRICS.get(metric),
        DEFINITIONS.get(metric),
        figure.value(),
        figure.ci95(),
        items,
        items,
        Estimate.each(beside, metric));
  }
}
