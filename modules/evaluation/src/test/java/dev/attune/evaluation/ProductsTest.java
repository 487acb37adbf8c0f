package dev.attune.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Products by blocks and strips against loops from their definitions. */
class ProductsTest {
  private final Random random = new Random(5);

  private double[][] normal(int rows, int width) {
    double[][] values = new double[rows][width];
    for (double[] row : values) {
      Arrays.setAll(row, d -> random.nextGaussian());
    }
    return values;
  }

  private static float[][] floats(double[][] rows) {
    float[][] floats = new float[rows.length][rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      for (int d = 0; d < rows[i].length; d++) {
        floats[i][d] = (float) rows[i][d];
      }
    }
    return floats;
  }

  private static double product(double[][] a, int i, double[][] b, int j) {
    double sum = 0;
    for (int r = 0; r < a.length; r++) {
      sum += a[r][i] * b[r][j];
    }
    return sum;
  }

  @Test
  void crossProductsAreThoseOfASlowLoop() {
    double[][] a = normal(23, 70);
    for (int width : new int[] {1, 5, 256, 521}) {
      double[][] b = normal(23, width);
      double[][] found = CrossProduct.of(a, b);
      assertThat(found).hasDimensions(70, width);
      for (int i = 0; i < 70; i++) {
        for (int j = 0; j < width; j++) {
          assertThat(found[i][j]).isCloseTo(product(a, i, b, j), within(1e-12));
        }
      }
      double[][] itself = CrossProduct.of(b, b);
      double[][] copy =
          CrossProduct.of(b, Arrays.stream(b).map(double[]::clone).toArray(double[][]::new));
      assertThat(itself).isDeepEqualTo(copy);
    }
  }

  @Test
  void linearEquationsAreSolved() {
    for (int size : new int[] {1, 6, 67}) {
      double[][] rows = normal(2 * size, size);
      double[][] matrix = CrossProduct.of(rows, rows);
      double[][] right = normal(size, 300);
      double[][] factor = Arrays.stream(matrix).map(double[]::clone).toArray(double[][]::new);
      double[][] solution = Arrays.stream(right).map(double[]::clone).toArray(double[][]::new);
      Cholesky.solve(factor, solution);
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < 300; j++) {
          assertThat(product(matrix, i, solution, j)).isCloseTo(right[i][j], within(1e-9));
        }
      }
    }
  }

  /** Across tiles and groups of rows, the last of which are not full. */
  @Test
  void dotScoresAreThoseOfASlowLoop() {
    double[][] queries = normal(21, 7);
    double[][] gallery = normal(1100, 7);
    double[][] found = new double[21][1100];
    Scores.dot(floats(queries), floats(gallery)).rows(0, found);
    for (int q = 0; q < 21; q++) {
      for (int c = 0; c < 1100; c++) {
        double sum = 0;
        for (int d = 0; d < 7; d++) {
          sum += queries[q][d] * gallery[c][d];
        }
        assertThat(found[q][c]).isCloseTo(sum, within(1e-5));
      }
    }
    double[][] last = new double[3][1100];
    Scores.dot(floats(queries), floats(gallery)).rows(18, last);
    assertThat(last).isDeepEqualTo(Arrays.copyOfRange(found, 18, 21));
  }

  @Test
  void estimatesTogetherAreThoseOfEachAlone() {
    double[][] values = normal(3, 40);
    Clusters clusters = Clusters.single(40);
    Bootstrap bootstrap = new Bootstrap(100, 2);
    for (int f = 0; f < 3; f++) {
      Estimate estimate = bootstrap.meanEstimates(clusters, Arrays.asList(values)).get(f);
      double[][] alone = {values[f]};
      assertThat(estimate.ci95()).isEqualTo(bootstrap.meanIntervals(clusters, alone).get(0));
      assertThat(estimate.value()).isCloseTo(Arrays.stream(values[f]).sum() / 40, within(1e-15));
    }
  }
}
