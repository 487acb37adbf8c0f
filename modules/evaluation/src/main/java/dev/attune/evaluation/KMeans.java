package dev.attune.evaluation;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * k-means: Lloyd's steps from the centres of k-means++ (Arthur and Vassilvitskii 2007), the best of
 * several starts. A centre that loses all its rows stays where it is. The seed decides the result,
 * whatever the number of threads.
 *
 * @param restarts starts, of which the one with the smallest squared distances is kept
 * @param iterations most of Lloyd's steps a start
 * @param seed of the starts
 */
public record KMeans(int restarts, int iterations, long seed) {
  /** Rows whose products with all centres stand in memory together. */
  private static final int SLICE = 2048;

  /** 10 starts of at most 100 steps, seed 0. */
  public static final KMeans DEFAULT = new KMeans(10, 100, 0);

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if there is no start or no step
   */
  public KMeans {
    if (restarts < 1 || iterations < 1) {
      throw new IllegalArgumentException(
          "k-means: expected at least 1 restart and 1 iteration, found %d and %d"
              .formatted(restarts, iterations));
    }
  }

  private record Result(int[] clusters, double distances) {}

  /**
   * The cluster of each row.
   *
   * @param rows {@code [rows, width]}, taken as they are
   * @param clusters from 1 to the number of rows
   * @return from 0 to {@code clusters − 1}
   * @throws IllegalArgumentException if there are more clusters than rows
   */
  public int[] of(float[][] rows, int clusters) {
    if (clusters < 1 || clusters > rows.length) {
      throw new IllegalArgumentException(
          "k-means: expected 1 to %d clusters, one for each row at most, found %d"
              .formatted(rows.length, clusters));
    }
    SplittableRandom random = new SplittableRandom(seed);
    float[][] centres = new float[clusters][rows[0].length];
    DotScores[] slices = slices(rows, centres);
    Result best = null;
    for (int restart = 0; restart < restarts; restart++) {
      start(rows, centres, random.split());
      Result result = lloyd(rows, centres, slices);
      best = best == null || result.distances < best.distances ? result : best;
    }
    return best.clusters;
  }

  /** Products of the centres, as they are when asked, with some rows each. */
  private static DotScores[] slices(float[][] rows, float[][] centres) {
    DotScores[] slices = new DotScores[(rows.length + SLICE - 1) / SLICE];
    Arrays.setAll(
        slices,
        s -> {
          int to = Math.min(rows.length, (s + 1) * SLICE);
          return new DotScores(centres, Arrays.copyOfRange(rows, s * SLICE, to));
        });
    return slices;
  }

  /** Each next centre is a row, drawn by its squared distance from the centres before. */
  private static void start(float[][] rows, float[][] centres, SplittableRandom random) {
    double[] nearest = new double[rows.length];
    Arrays.fill(nearest, Double.POSITIVE_INFINITY);
    int chosen = random.nextInt(rows.length);
    for (int c = 0; c < centres.length; c++) {
      float[] centre = rows[chosen].clone();
      System.arraycopy(centre, 0, centres[c], 0, centre.length);
      IntStream.range(0, rows.length)
          .parallel()
          .forEach(i -> nearest[i] = Math.min(nearest[i], squaredDistance(rows[i], centre)));
      double all = Arrays.stream(nearest).sum();
      // Copies of the centres alone are left: any of them.
      chosen = all > 0 ? drawn(nearest, random.nextDouble() * all) : random.nextInt(rows.length);
    }
  }

  private static int drawn(double[] weights, double at) {
    double sum = 0;
    int last = 0;
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] > 0) {
        sum += weights[i];
        last = i;
        if (sum > at) {
          break;
        }
      }
    }
    return last;
  }

  private Result lloyd(float[][] rows, float[][] centres, DotScores... slices) {
    int[] clusters = new int[rows.length];
    Arrays.fill(clusters, -1);
    for (int i = 0; i < iterations; i++) {
      int[] before = clusters.clone();
      assign(centres, slices, clusters);
      if (Arrays.equals(before, clusters)) {
        break;
      }
      move(rows, clusters, centres);
    }
    double[] distances =
        IntStream.range(0, rows.length)
            .parallel()
            .mapToDouble(i -> squaredDistance(rows[i], centres[clusters[i]]))
            .toArray();
    return new Result(clusters, Arrays.stream(distances).sum());
  }

  /**
   * The nearest centre has the largest product less half its own square; of equal ones the first.
   */
  private static void assign(float[][] centres, DotScores[] slices, int... clusters) {
    double[] halfSquares = new double[centres.length];
    Arrays.setAll(halfSquares, c -> squaredDistance(centres[c], new float[centres[c].length]) / 2);
    IntStream.range(0, slices.length)
        .parallel()
        .forEach(
            s -> {
              double[][] products = new double[centres.length][slices[s].columns()];
              slices[s].rows(0, products);
              for (int i = 0; i < products[0].length; i++) {
                int best = 0;
                for (int c = 1; c < products.length; c++) {
                  double better = products[c][i] - halfSquares[c];
                  best = better > products[best][i] - halfSquares[best] ? c : best;
                }
                clusters[s * SLICE + i] = best;
              }
            });
  }

  private static void move(float[][] rows, int[] clusters, float[][] centres) {
    double[][] sums = new double[centres.length][centres[0].length];
    int[] sizes = new int[centres.length];
    for (int i = 0; i < rows.length; i++) {
      double[] sum = sums[clusters[i]];
      for (int d = 0; d < sum.length; d++) {
        sum[d] += rows[i][d];
      }
      sizes[clusters[i]]++;
    }
    for (int c = 0; c < centres.length; c++) {
      for (int d = 0; d < centres[c].length && sizes[c] > 0; d++) {
        centres[c][d] = (float) (sums[c][d] / sizes[c]);
      }
    }
  }

  private static double squaredDistance(float[] a, float[] b) {
    double sum = 0;
    for (int d = 0; d < a.length; d++) {
      double difference = (double) a[d] - b[d];
      sum += difference * difference;
    }
    return sum;
  }
}
