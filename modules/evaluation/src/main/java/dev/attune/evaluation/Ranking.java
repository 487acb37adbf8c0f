package dev.attune.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The ranking metrics of every query, to be averaged and given intervals. */
public final class Ranking {
  private static final int BLOCK = 16;
  private static final RankingMetric[] METRICS = RankingMetric.values();

  private final int[] cutoffs;
  private final int gallerySize;
  private final double[][] values;
  private final double[] firstRanks;
  private final boolean[] tied;

  private Ranking(int[] cutoffs, int queries, int gallerySize) {
    this.cutoffs = cutoffs;
    this.gallerySize = gallerySize;
    this.values = new double[METRICS.length * cutoffs.length][queries];
    this.firstRanks = new double[queries];
    this.tied = new boolean[queries];
  }

  /**
   * Ranks every query, in parallel.
   *
   * @param scores {@code [queries, columns]}, none NaN; infinities order as usual
   * @param relevance the relevant columns of as many queries in as large a gallery
   * @param cutoffs the values of k, each at least 1, each once; a k beyond the gallery is allowed
   * @return the figures of every query
   * @throws IllegalArgumentException on other shapes, a NaN score or a wrong k
   */
  public static Ranking of(Scores scores, Relevance relevance, int... cutoffs) {
    if (scores.queries() != relevance.queries() || scores.columns() != relevance.gallery()) {
      throw new IllegalArgumentException(
          "ranking: expected relevance of the scores' shape ["
              + scores.queries()
              + ", "
              + scores.columns()
              + "], found ["
              + relevance.queries()
              + ", "
              + relevance.gallery()
              + "]");
    }
    requireCutoffs(cutoffs);
    Ranking ranking = new Ranking(cutoffs.clone(), scores.queries(), scores.columns());
    int blocks = (scores.queries() + BLOCK - 1) / BLOCK;
    IntStream.range(0, blocks)
        .parallel()
        .forEach(block -> ranking.rank(scores, relevance, block * BLOCK));
    return ranking;
  }

  static void requireCutoffs(int[] cutoffs) {
    if (cutoffs.length == 0
        || Arrays.stream(cutoffs).anyMatch(k -> k < 1)
        || Arrays.stream(cutoffs).distinct().count() != cutoffs.length) {
      throw new IllegalArgumentException(
          "k: expected distinct numbers of at least 1, found " + Arrays.toString(cutoffs));
    }
  }

  private void rank(Scores scores, Relevance relevance, int first) {
    double[][] rows = new double[Math.min(BLOCK, firstRanks.length - first)][gallerySize];
    scores.rows(first, rows);
    for (int i = 0; i < rows.length; i++) {
      int query = first + i;
      TiedRanking ranking =
          new TiedRanking(query, rows[i], relevance.columns(query), relevance.grades(query));
      firstRanks[query] = ranking.firstRank();
      tied[query] = ranking.tied();
      for (int m = 0; m < METRICS.length; m++) {
        for (int k = 0; k < cutoffs.length; k++) {
          values[m * cutoffs.length + k][query] = METRICS[m].of(ranking, cutoffs[k]);
        }
      }
    }
  }

  /**
   * Number of queries.
   *
   * @return at least 1
   */
  public int queries() {
    return firstRanks.length;
  }

  /**
   * One figure of every query.
   *
   * @param metric which
   * @param k one of the cut-offs ranked for
   * @return one value a query, a copy
   */
  public double[] values(RankingMetric metric, int k) {
    for (int i = 0; i < cutoffs.length; i++) {
      if (cutoffs[i] == k) {
        return values[List.of(METRICS).indexOf(metric) * cutoffs.length + i].clone();
      }
    }
    throw new IllegalArgumentException(
        "k: expected one of " + Arrays.toString(cutoffs) + ", found " + k);
  }

  /**
   * The mean of one figure, without an interval: for watching a run.
   *
   * @param metric which
   * @param k one of the cut-offs ranked for
   * @return the mean over queries
   */
  public double mean(RankingMetric metric, int k) {
    return mean(values(metric, k));
  }

  /**
   * The expected rank of each query's first relevant column.
   *
   * @return one rank a query, from 1, a copy
   */
  public double[] firstRanks() {
    return firstRanks.clone();
  }

  /**
   * The median over queries of {@link #firstRanks()}.
   *
   * @return from 1
   */
  public double medianRank() {
    return new WeightedMedian(firstRanks, Clusters.single(queries())).whole();
  }

  /**
   * Means with their intervals.
   *
   * @param bootstrap how the intervals are drawn
   * @param clusters which queries are drawn together
   * @return all metrics at all cut-offs
   * @throws IllegalArgumentException if the clusters are of another number of queries
   */
  public RankingReport report(Bootstrap bootstrap, Clusters clusters) {
    clusters.requireItemsEqual(queries(), "queries");
    List<Interval> intervals = bootstrap.meanIntervals(clusters, values);
    Map<String, Estimate> metrics = new LinkedHashMap<>();
    for (int m = 0; m < METRICS.length; m++) {
      for (int k = 0; k < cutoffs.length; k++) {
        int figure = m * cutoffs.length + k;
        metrics.put(
            METRICS[m].at(cutoffs[k]), new Estimate(mean(values[figure]), intervals.get(figure)));
      }
    }
    WeightedMedian median = new WeightedMedian(firstRanks, clusters);
    Interval ranks =
        bootstrap.intervals(clusters, copies -> new double[] {median.of(copies)}).get(0);
    int ties = 0;
    for (boolean tie : tied) {
      ties += tie ? 1 : 0;
    }
    return new RankingReport(
        metrics,
        new Estimate(median.whole(), ranks),
        queries(),
        gallerySize,
        ties / (double) queries());
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).sum() / values.length;
  }

  /** The median of values of which each counts as often as its cluster was drawn. */
  private static final class WeightedMedian {
    private final double[] sorted;
    private final int[] cluster;
    private final int clusters;

    WeightedMedian(double[] values, Clusters clusters) {
      List<Integer> order = new ArrayList<>(IntStream.range(0, values.length).boxed().toList());
      order.sort(Comparator.comparingDouble(i -> values[i]));
      this.sorted = order.stream().mapToDouble(i -> values[i]).toArray();
      this.cluster = order.stream().mapToInt(clusters::of).toArray();
      this.clusters = clusters.count();
    }

    double whole() {
      int[] once = new int[clusters];
      Arrays.fill(once, 1);
      return of(once);
    }

    double of(int[] copies) {
      long total = 0;
      for (int c : cluster) {
        total += copies[c];
      }
      return (at((total + 1) / 2, copies) + at(total / 2 + 1, copies)) / 2;
    }

    /** The value at a place, from 1, of the drawn values in order. */
    private double at(long place, int[] copies) {
      long passed = 0;
      int i = -1;
      while (passed < place) {
        passed += copies[cluster[++i]];
      }
      return sorted[i];
    }
  }
}
