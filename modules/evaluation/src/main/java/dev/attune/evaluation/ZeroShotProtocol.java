package dev.attune.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Zero-shot classification (Radford et al., arXiv 2103.00020): an item belongs to the class whose
 * prototype, the mean of the embeddings of its prompts, has the largest cosine with it.
 *
 * @param bootstrap how intervals are drawn
 * @param shuffleSeed decides how the control {@value ShuffledLabels#NAME} deals the labels
 */
public record ZeroShotProtocol(Bootstrap bootstrap, long shuffleSeed) {
  /** The protocol's name in the rows. */
  public static final String NAME = "zero_shot";

  private static final List<String> METRICS =
      List.of("accuracy@1", "accuracy@5", "balanced_accuracy");
  private static final List<String> DEFINITIONS =
      List.of(
          "share of items whose class is the nearest; ties in expectation",
          "share of items whose class is among the nearest 5; ties in expectation",
          "mean over classes of the share of their items whose class is the nearest");

  /** Checks the settings. */
  public ZeroShotProtocol {
    Objects.requireNonNull(bootstrap, "bootstrap");
  }

  /**
   * Items and the prototypes of the classes, in one space.
   *
   * @param items {@code [items, width]}
   * @param prototypes {@code [classes, width]}
   */
  public record Space(float[][] items, float[][] prototypes) {}

  /**
   * Averages each class over its prompt templates.
   *
   * @param prompts {@code [classes, templates, width]}; numbers of templates may differ
   * @return {@code [classes, width]}: the mean of the prompts at length 1, again at length 1
   * @throws IllegalArgumentException if a class has no prompt or widths differ
   */
  public static float[][] prototypes(float[][][] prompts) {
    float[][] means = new float[prompts.length][];
    for (int c = 0; c < prompts.length; c++) {
      if (prompts[c].length == 0) {
        throw new IllegalArgumentException(
            "zero-shot: class " + c + ": expected at least 1 prompt, found none");
      }
      means[c] = new float[prompts[c][0].length];
      for (float[] prompt : UnitRows.of(prompts[c])) {
        if (prompt.length != means[c].length) {
          throw new IllegalArgumentException(
              "zero-shot: class "
                  + c
                  + ": expected prompts of width "
                  + means[c].length
                  + ", found "
                  + prompt.length);
        }
        for (int d = 0; d < prompt.length; d++) {
          means[c][d] += prompt[d];
        }
      }
    }
    return UnitRows.of(means);
  }

  /**
   * Classifies every item.
   *
   * @param split the part of the data set, for the rows
   * @param itemName what is classified, for instance {@code image}
   * @param space items and prototypes
   * @param labels one class an item, from 0
   * @param clusters which items are drawn together
   * @param controls by name, the same items and classes in other spaces, for instance of a random
   *     encoder; {@value ShuffledLabels#NAME} is added here
   * @return rows of {@code accuracy@1}, {@code accuracy@5} and {@code balanced_accuracy}
   * @throws IllegalArgumentException if a label is no class, or numbers differ
   */
  public List<EvaluationRow> evaluate(
      String split,
      String itemName,
      Space space,
      int[] labels,
      Clusters clusters,
      Map<String, Space> controls) {
    clusters.requireItemsEqual(space.items().length, "items");
    requireLabels(labels, space);
    List<Estimate> figures = figures(space, labels, clusters);
    Map<String, List<Estimate>> beside = new LinkedHashMap<>();
    controls.forEach(
        (control, other) -> {
          requireSameSize(control, space, other);
          beside.put(control, figures(other, labels, clusters));
        });
    beside.put(
        ShuffledLabels.NAME, figures(space, ShuffledLabels.of(labels, shuffleSeed), clusters));
    List<EvaluationRow> rows = new ArrayList<>();
    for (int m = 0; m < METRICS.size(); m++) {
      rows.add(
          new EvaluationRow(
              NAME,
              split,
              itemName,
              "class",
              METRICS.get(m),
              DEFINITIONS.get(m),
              figures.get(m).value(),
              figures.get(m).ci95(),
              labels.length,
              space.prototypes().length,
              Estimate.each(beside, m)));
    }
    return List.copyOf(rows);
  }

  private static void requireLabels(int[] labels, Space space) {
    if (labels.length != space.items().length) {
      throw new IllegalArgumentException(
          "zero-shot: expected one label for each of "
              + space.items().length
              + " items, found "
              + labels.length);
    }
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= space.prototypes().length) {
        throw new IllegalArgumentException(
            "zero-shot: item "
                + i
                + ": expected a class from 0 to "
                + (space.prototypes().length - 1)
                + ", found "
                + labels[i]);
      }
    }
  }

  private static void requireSameSize(String control, Space expected, Space found) {
    if (expected.items().length != found.items().length
        || expected.prototypes().length != found.prototypes().length) {
      throw new IllegalArgumentException(
          "control "
              + control
              + ": expected "
              + expected.items().length
              + " items and "
              + expected.prototypes().length
              + " classes, found "
              + found.items().length
              + " and "
              + found.prototypes().length);
    }
  }

  private List<Estimate> figures(Space space, int[] labels, Clusters clusters) {
    int classes = space.prototypes().length;
    int[][] relevant = IntStream.of(labels).mapToObj(c -> new int[] {c}).toArray(int[][]::new);
    Scores scores = Scores.dot(UnitRows.of(space.items()), UnitRows.of(space.prototypes()));
    Ranking ranking = Ranking.of(scores, Relevance.of(classes, relevant), 1, 5);
    double[] first = ranking.values(RankingMetric.HIT_RATE, 1);
    double[] five = ranking.values(RankingMetric.HIT_RATE, 5);
    List<Interval> means = bootstrap.meanIntervals(clusters, new double[][] {first, five});
    int[] once = IntStream.range(0, clusters.count()).map(c -> 1).toArray();
    Interval balanced =
        bootstrap
            .intervals(
                clusters,
                copies -> new double[] {balanced(first, labels, classes, clusters, copies)})
            .get(0);
    return List.of(
        new Estimate(ranking.mean(RankingMetric.HIT_RATE, 1), means.get(0)),
        new Estimate(ranking.mean(RankingMetric.HIT_RATE, 5), means.get(1)),
        new Estimate(balanced(first, labels, classes, clusters, once), balanced));
  }

  /** Mean recall over the classes that have drawn items. */
  private static double balanced(
      double[] hits, int[] labels, int classes, Clusters clusters, int[] copies) {
    double[] sums = new double[classes];
    double[] sizes = new double[classes];
    for (int i = 0; i < hits.length; i++) {
      int times = copies[clusters.of(i)];
      sums[labels[i]] += times * hits[i];
      sizes[labels[i]] += times;
    }
    double total = 0;
    int present = 0;
    for (int c = 0; c < classes; c++) {
      if (sizes[c] > 0) {
        total += sums[c] / sizes[c];
        present++;
      }
    }
    return total / present;
  }
}
