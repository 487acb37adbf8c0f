package dev.attune.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Percentile bootstrap over clusters of items (Efron 1979): draws as many clusters as there are,
 * with replacement, computes the statistic on each draw, and takes the 2.5th and 97.5th percentile.
 *
 * @param resamples number of draws; 1000 fix the ends to about a hundredth of the interval's width
 * @param seed decides every draw, whatever the number of threads
 */
public record Bootstrap(int resamples, long seed) {
  /** 1000 draws, seed 0. */
  public static final Bootstrap DEFAULT = new Bootstrap(1000, 0);

  private static final double LOW = 0.025;
  private static final double HIGH = 0.975;

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if {@code resamples < 1}
   */
  public Bootstrap {
    if (resamples < 1) {
      throw new IllegalArgumentException(
          "bootstrap: resamples expected at least 1, found " + resamples);
    }
  }

  /** Several figures computed on one draw; called by several threads at once. */
  @FunctionalInterface
  public interface Statistic {
    /**
     * The figures on a draw.
     *
     * @param copies how often each cluster was drawn
     * @return the figures, always as many, none NaN
     */
    double[] on(int[] copies);
  }

  /**
   * The 95 % interval of each figure.
   *
   * @param clusters what is drawn
   * @param statistic the figures
   * @return one interval a figure
   */
  public List<Interval> intervals(Clusters clusters, Statistic statistic) {
    SplittableRandom source = new SplittableRandom(seed);
    SplittableRandom[] randoms = new SplittableRandom[resamples];
    Arrays.setAll(randoms, i -> source.split());
    double[][] draws = new double[resamples][];
    IntStream.range(0, resamples)
        .parallel()
        .forEach(i -> draws[i] = statistic.on(copies(clusters.count(), randoms[i])));
    return IntStream.range(0, draws[0].length)
        .parallel()
        .mapToObj(figure -> interval(draws, figure))
        .toList();
  }

  /**
   * The 95 % intervals of means over items.
   *
   * @param clusters the items' clusters
   * @param values for each figure, one value an item
   * @return one interval a figure
   */
  public List<Interval> meanIntervals(Clusters clusters, double[][] values) {
    int figures = values.length;
    double[][] sums = new double[clusters.count()][figures];
    int[] sizes = new int[clusters.count()];
    for (int item = 0; item < clusters.items(); item++) {
      int cluster = clusters.of(item);
      sizes[cluster]++;
      for (int f = 0; f < figures; f++) {
        sums[cluster][f] += values[f][item];
      }
    }
    return intervals(clusters, copies -> means(copies, sums, sizes, figures));
  }

  /**
   * Means over items with their 95 % intervals; all figures are taken on the same draws.
   *
   * @param clusters the items' clusters
   * @param values for each figure, one value an item
   * @return one estimate a figure
   */
  public List<Estimate> meanEstimates(Clusters clusters, List<double[]> values) {
    List<Interval> intervals = meanIntervals(clusters, values.toArray(double[][]::new));
    return IntStream.range(0, values.size())
        .mapToObj(
            f ->
                new Estimate(
                    Arrays.stream(values.get(f)).average().orElseThrow(), intervals.get(f)))
        .toList();
  }

  private static double[] means(int[] copies, double[][] sums, int[] sizes, int figures) {
    double[] total = new double[figures];
    long items = 0;
    for (int c = 0; c < copies.length; c++) {
      int times = copies[c];
      if (times > 0) {
        items += (long) times * sizes[c];
        double[] sum = sums[c];
        for (int f = 0; f < figures; f++) {
          total[f] += times * sum[f];
        }
      }
    }
    for (int f = 0; f < figures; f++) {
      total[f] /= items;
    }
    return total;
  }

  private static int[] copies(int clusters, SplittableRandom random) {
    int[] copies = new int[clusters];
    for (int i = 0; i < clusters; i++) {
      copies[random.nextInt(clusters)]++;
    }
    return copies;
  }

  private static Interval interval(double[][] draws, int figure) {
    double[] sorted = Arrays.stream(draws).mapToDouble(draw -> draw[figure]).sorted().toArray();
    return new Interval(percentile(sorted, LOW), percentile(sorted, HIGH));
  }

  private static double percentile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    double step = sorted[above] - sorted[below];
    return step == 0 ? sorted[below] : sorted[below] + (place - below) * step;
  }
}
