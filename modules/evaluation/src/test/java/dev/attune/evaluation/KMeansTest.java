package dev.attune.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class KMeansTest {
  /** Squared distances from the means of the clusters, by a plain loop. */
  private static double distances(float[][] rows, int[] clusters, int k) {
    double sum = 0;
    for (int c = 0; c < k; c++) {
      for (int d = 0; d < rows[0].length; d++) {
        double mean = 0;
        double squares = 0;
        int size = 0;
        for (int i = 0; i < rows.length; i++) {
          if (clusters[i] == c) {
            mean += rows[i][d];
            squares += rows[i][d] * (double) rows[i][d];
            size++;
          }
        }
        sum += size == 0 ? 0 : squares - mean * mean / size;
      }
    }
    return sum;
  }

  @Test
  void noOtherPartitionOfTenRowsIsBetter() {
    float[][] rows = RankingTest.normal(new SplittableRandom(1), 10, 2);
    double least = Double.POSITIVE_INFINITY;
    for (int code = 0; code < 59_049; code++) {
      int[] clusters = new int[10];
      int left = code;
      for (int i = 0; i < 10; i++) {
        clusters[i] = left % 3;
        left /= 3;
      }
      least = Math.min(least, distances(rows, clusters, 3));
    }
    double found = distances(rows, new KMeans(20, 100, 0).of(rows, 3), 3);
    assertThat(found).isCloseTo(least, within(1e-6));
  }

  @Test
  void everyRowLiesNearestToItsOwnMean() {
    float[][] rows = RankingTest.normal(new SplittableRandom(2), 5000, 6);
    int[] clusters = new KMeans(2, 1000, 5).of(rows, 7);
    double[][] means = new double[7][6];
    int[] sizes = new int[7];
    for (int i = 0; i < rows.length; i++) {
      sizes[clusters[i]]++;
      for (int d = 0; d < 6; d++) {
        means[clusters[i]][d] += rows[i][d];
      }
    }
    for (int i = 0; i < rows.length; i++) {
      double[] squares = new double[7];
      for (int c = 0; c < 7; c++) {
        for (int d = 0; d < 6; d++) {
          squares[c] += Math.pow(rows[i][d] - means[c][d] / sizes[c], 2);
        }
      }
      double least = Arrays.stream(squares).min().orElseThrow();
      assertThat(squares[clusters[i]]).as("row %d", i).isCloseTo(least, within(1e-5));
    }
    assertThat(new KMeans(2, 1000, 5).of(rows, 7)).isEqualTo(clusters);
  }

  @Test
  void asManyClustersAsRowsPartThem() {
    float[][] rows = {{1}, {2}, {4}, {8}};
    assertThat(KMeans.DEFAULT.of(rows, 4)).containsExactlyInAnyOrder(0, 1, 2, 3);
    assertThat(KMeans.DEFAULT.of(rows, 1)).containsOnly(0);
    assertThat(KMeans.DEFAULT.of(new float[][] {{3}, {3}, {3}}, 2)).containsOnly(0);
  }

  @Test
  void refusesInOneLine() {
    assertThatThrownBy(() -> KMeans.DEFAULT.of(new float[2][3], 3))
        .hasMessage("k-means: expected 1 to 2 clusters, one for each row at most, found 3");
    assertThatThrownBy(() -> new KMeans(0, 5, 0))
        .hasMessage("k-means: expected at least 1 restart and 1 iteration, found 0 and 5");
  }
}
