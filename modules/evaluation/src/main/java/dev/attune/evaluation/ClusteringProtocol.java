package dev.attune.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Whether classes form clusters by themselves: k-means of embeddings at length 1, as they are
 * compared by cosine, with as many clusters as there are classes, against the classes.
 *
 * <p>The intervals are as wide as those of a bootstrap over the items, the clusters kept, and lie
 * around the figure: the copies of a drawn item agree with each other, which lifts every draw.
 *
 * @param kMeans how clusters are found
 * @param bootstrap how intervals are drawn; its seed deals the labels of the control {@value
 *     ShuffledLabels#NAME}
 */
public record ClusteringProtocol(KMeans kMeans, Bootstrap bootstrap) {
  /** The protocol's name in the rows. */
  public static final String NAME = "clustering";

  private static final List<String> METRICS =
      List.of("mutual_information", "nmi", "ari", "v_measure");
  private static final List<String> DEFINITIONS =
      List.of(
          "mutual information of k-means clusters and classes, in nats",
          "mutual information over the mean of the two entropies",
          "adjusted Rand index: 1 for equal partitions, 0 in expectation for random ones",
          "harmonic mean of homogeneity and completeness");

  /** Checks the settings. */
  public ClusteringProtocol {
    Objects.requireNonNull(kMeans, "kMeans");
    Objects.requireNonNull(bootstrap, "bootstrap");
  }

  /**
   * Measures.
   *
   * @param split the part of the data set, for the rows
   * @param encoder what made the embeddings, for the rows
   * @param items {@code [items, width]}
   * @param labels one class an item, from 0; at least two classes
   * @param clusters which items are drawn together
   * @param controls by name, the same items under other encoders; {@value ShuffledLabels#NAME} is
   *     added here
   * @return rows of {@code mutual_information nmi ari v_measure}
   * @throws IllegalArgumentException in one line, if there is one class, or numbers differ
   */
  public List<EvaluationRow> evaluate(
      String split,
      String encoder,
      float[][] items,
      int[] labels,
      Clusters clusters,
      Map<String, float[][]> controls) {
    clusters.requireItemsEqual(items.length, "items");
    int[] classes = requireClasses(labels, items.length);
    controls.forEach((control, other) -> requireSameSize(control, items, other));
    int k = Arrays.stream(classes).max().orElseThrow() + 1;
    int[] found = kMeans.of(UnitRows.of(items), k);
    List<Estimate> figures = figures(classes, found, k, clusters);
    Map<String, List<Estimate>> beside = new LinkedHashMap<>();
    controls.forEach(
        (control, other) ->
            beside.put(control, figures(classes, kMeans.of(UnitRows.of(other), k), k, clusters)));
    beside.put(
        ShuffledLabels.NAME,
        figures(ShuffledLabels.of(classes, bootstrap.seed()), found, k, clusters));
    List<EvaluationRow> rows = new ArrayList<>();
    for (int m = 0; m < METRICS.size(); m++) {
      rows.add(
          new EvaluationRow(
              NAME,
              split,
              encoder,
              "class",
              METRICS.get(m),
              DEFINITIONS.get(m),
              figures.get(m).value(),
              figures.get(m).ci95(),
              items.length,
              k,
              Estimate.each(beside, m)));
    }
    return List.copyOf(rows);
  }

  /** The labels, numbered without gaps. */
  private static int[] requireClasses(int[] labels, int items) {
    if (labels.length != items) {
      throw new IllegalArgumentException(
          "clustering: expected one label for each of %d items, found %d"
              .formatted(items, labels.length));
    }
    int[] present = Arrays.stream(labels).distinct().sorted().toArray();
    if (present.length < 2) {
      throw new IllegalArgumentException(
          "clustering: expected at least 2 classes, found " + present.length);
    }
    return Arrays.stream(labels).map(label -> Arrays.binarySearch(present, label)).toArray();
  }

  private static void requireSameSize(String control, float[][] expected, float[][] found) {
    if (found.length != expected.length) {
      throw new IllegalArgumentException(
          "control %s: expected %d items, found %d"
              .formatted(control, expected.length, found.length));
    }
  }

  private List<Estimate> figures(int[] classes, int[] found, int k, Clusters clusters) {
    int[] once = new int[clusters.count()];
    Arrays.fill(once, 1);
    double[] values = drawn(classes, found, k, clusters, once);
    List<Interval> draws =
        bootstrap.intervals(clusters, copies -> drawn(classes, found, k, clusters, copies));
    List<Estimate> figures = new ArrayList<>();
    for (int m = 0; m < values.length; m++) {
      double half = (draws.get(m).high() - draws.get(m).low()) / 2;
      figures.add(new Estimate(values[m], new Interval(values[m] - half, values[m] + half)));
    }
    return figures;
  }

  private static double[] drawn(
      int[] classes, int[] found, int k, Clusters clusters, int[] copies) {
    long[][] counts = new long[k][k];
    for (int i = 0; i < classes.length; i++) {
      counts[classes[i]][found[i]] += copies[clusters.of(i)];
    }
    ClusteringMetrics metrics = ClusteringMetrics.of(counts);
    return new double[] {
      metrics.mutualInformation(), metrics.nmi(), metrics.ari(), metrics.vMeasure()
    };
  }
}
