package dev.attune.evaluation;

import java.util.HashMap;
import java.util.Map;

/**
 * How far a clustering agrees with known classes; the names of classes and clusters do not matter.
 * Logarithms are natural.
 *
 * @param mutualInformation in nats
 * @param nmi mutual information over the arithmetic mean of the two entropies; 1 if both are 0
 * @param ari adjusted Rand index (Hubert and Arabie 1985): 1 for equal partitions, 0 in expectation
 *     for random ones
 * @param vMeasure harmonic mean of homogeneity and completeness (Rosenberg and Hirschberg 2007)
 */
public record ClusteringMetrics(double mutualInformation, double nmi, double ari, double vMeasure) {

  private record Cell(long truth, long predicted) {}

  /**
   * Compares two labellings of the same items.
   *
   * @param truth one class an item
   * @param predicted one cluster an item
   * @return the agreement
   * @throws IllegalArgumentException if the lengths differ or are 0
   */
  public static ClusteringMetrics of(long[] truth, long[] predicted) {
    if (truth.length != predicted.length || truth.length == 0) {
      throw new IllegalArgumentException(
          "clustering: expected as many predictions as truths, at least 1, found "
              + predicted.length
              + " and "
              + truth.length);
    }
    Map<Cell, Long> cells = new HashMap<>();
    for (int i = 0; i < truth.length; i++) {
      cells.merge(new Cell(truth[i], predicted[i]), 1L, Long::sum);
    }
    return of(cells, truth.length);
  }

  /**
   * Compares two labellings by the counts of their cells.
   *
   * @param counts {@code [classes, clusters]}, their sum at least 1
   */
  static ClusteringMetrics of(long[][] counts) {
    Map<Cell, Long> cells = new HashMap<>();
    long items = 0;
    for (int c = 0; c < counts.length; c++) {
      for (int k = 0; k < counts[c].length; k++) {
        if (counts[c][k] > 0) {
          cells.put(new Cell(c, k), counts[c][k]);
          items += counts[c][k];
        }
      }
    }
    return of(cells, (double) items);
  }

  private static ClusteringMetrics of(Map<Cell, Long> cells, double n) {
    Map<Long, Long> classes = new HashMap<>();
    Map<Long, Long> clusters = new HashMap<>();
    cells.forEach(
        (cell, count) -> {
          classes.merge(cell.truth(), count, Long::sum);
          clusters.merge(cell.predicted(), count, Long::sum);
        });
    double information = information(cells, classes, clusters, n);
    double classEntropy = entropy(classes, n);
    double clusterEntropy = entropy(clusters, n);
    double homogeneity = classEntropy == 0 ? 1 : information / classEntropy;
    double completeness = clusterEntropy == 0 ? 1 : information / clusterEntropy;
    double sum = homogeneity + completeness;
    double bothEntropies = classEntropy + clusterEntropy;
    return new ClusteringMetrics(
        information,
        bothEntropies == 0 ? 1 : 2 * information / bothEntropies,
        adjustedRand(cells, classes, clusters, n),
        sum == 0 ? 0 : 2 * homogeneity * completeness / sum);
  }

  private static double information(
      Map<Cell, Long> cells, Map<Long, Long> classes, Map<Long, Long> clusters, double n) {
    double information = 0;
    for (Map.Entry<Cell, Long> cell : cells.entrySet()) {
      double count = cell.getValue();
      double expected =
          classes.get(cell.getKey().truth()) * (double) clusters.get(cell.getKey().predicted()) / n;
      information += count / n * Math.log(count / expected);
    }
    // Independent labellings have 0, which rounding may put a hair below.
    return Math.max(0, information);
  }

  private static double entropy(Map<Long, Long> counts, double n) {
    return counts.values().stream().mapToDouble(c -> -(c / n) * Math.log(c / n)).sum();
  }

  private static double adjustedRand(
      Map<Cell, Long> cells, Map<Long, Long> classes, Map<Long, Long> clusters, double n) {
    double together = pairs(cells);
    double inClasses = pairs(classes);
    double inClusters = pairs(clusters);
    double all = n * (n - 1) / 2;
    double chance = all == 0 ? 0 : inClasses * inClusters / all;
    double most = (inClasses + inClusters) / 2;
    // Both put all items together, or both put all apart: equal partitions.
    return most == chance ? 1 : (together - chance) / (most - chance);
  }

  private static double pairs(Map<?, Long> counts) {
    return counts.values().stream().mapToDouble(c -> c * (c - 1.0) / 2).sum();
  }
}
