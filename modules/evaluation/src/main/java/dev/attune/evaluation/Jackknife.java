package dev.attune.evaluation;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Intervals of figures that are no means over items, by the delete-a-group jackknife (Quenouille
 * 1956, Tukey 1958): items are dealt to groups, the figure is computed without each group, and the
 * spread of those figures gives its standard error. A bootstrap draws items twice, and equal rows
 * lower a rank and bring pairs at distance 0.
 *
 * @param most groups; fewer where there are fewer clusters
 * @param seed decides who is in which group
 */
record Jackknife(int most, long seed) {
  /** Student's t at 0.975 with 1, 2, … degrees of freedom. */
  private static final double[] QUANTILES = {
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160,
    2.145, 2.131, 2.120, 2.110, 2.101, 2.093
  };

  /** 20 groups, seed 0. */
  static final Jackknife DEFAULT = new Jackknife(20, 0);

  Jackknife {
    if (most < 2 || most > QUANTILES.length + 1) {
      throw new IllegalArgumentException(
          "jackknife: expected 2 to %d groups, found %d".formatted(QUANTILES.length + 1, most));
    }
  }

  /**
   * Which item is in which group.
   *
   * @param of the group of each item, from 0
   * @param count of groups
   */
  record Groups(int[] of, int count) {
    /** The rows of one group, in their order. */
    double[][] rows(double[][] all, int group) {
      return IntStream.range(0, of.length)
          .filter(i -> of[i] == group)
          .mapToObj(i -> all[i])
          .toArray(double[][]::new);
    }
  }

  /** Deals clusters to groups whose numbers of clusters differ by at most one. */
  Groups deal(Clusters clusters) {
    int count = Math.min(most, clusters.count());
    int[] order = ShuffledLabels.of(IntStream.range(0, clusters.count()).toArray(), seed);
    int[] groups = new int[clusters.items()];
    Arrays.setAll(groups, item -> order[clusters.of(item)] % count);
    return new Groups(groups, count);
  }

  /**
   * The 95 % interval of a figure.
   *
   * @param value on all items
   * @param without each group in turn
   * @return the value ± t · its standard error; the value alone if there is one group or a figure
   *     is not finite
   */
  static Interval interval(double value, double... without) {
    int groups = without.length;
    double mean = Arrays.stream(without).average().orElse(Double.NaN);
    double squares = Arrays.stream(without).map(x -> (x - mean) * (x - mean)).sum();
    if (groups < 2 || !Double.isFinite(squares)) {
      return new Interval(value, value);
    }
    double reach = QUANTILES[groups - 2] * Math.sqrt((groups - 1.0) / groups * squares);
    return new Interval(value - reach, value + reach);
  }
}
