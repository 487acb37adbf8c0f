package dev.attune.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GeometryTest {
  /** Both directions of each axis: centred, and as spread as points of unit length can be. */
  private static final double[][] AXES = {
    {2, 0, 0}, {-1, 0, 0}, {0, 5, 0}, {0, -1, 0}, {0, 0, 1}, {0, 0, -3}
  };

  private final SplittableRandom random = new SplittableRandom(11);

  @Test
  void theAxesAreSpreadFully() {
    Map<String, Double> figures = Geometry.of(AXES);
    assertThat(figures).containsOnlyKeys("uniformity", "rank_me", "effective_rank", "std_mean");
    assertThat(figures.get("std_mean")).isCloseTo(1 / Math.sqrt(3), within(1e-12));
    // 3 of the 15 pairs are opposite, at squared distance 4, the others at 2.
    assertThat(figures.get("uniformity"))
        .isCloseTo(Math.log((3 * Math.exp(-8) + 12 * Math.exp(-4)) / 15), within(1e-12));
  }

  @Test
  void ranksAreClosedForms() {
    double[][] rows = {{3, 0}, {-3, 0}, {0, 1}, {0, -1}};
    Map<String, Double> figures = Geometry.of(rows);
    // Singular values 3√2 and √2; eigenvalues of the covariance 9 and 1.
    double entropy = -0.75 * Math.log(0.75) - 0.25 * Math.log(0.25);
    assertThat(figures.get("rank_me")).isCloseTo(Math.exp(entropy), within(1e-12));
    assertThat(figures.get("effective_rank")).isCloseTo(100 / 82.0, within(1e-12));
  }

  @Test
  void singularValuesAreThoseOfARotatedDiagonal() {
    double[] expected = {5, 3, 1e-7, 0};
    double[][] left = orthogonal(40);
    double[][] right = orthogonal(4);
    double[][] matrix = new double[40][4];
    for (int i = 0; i < 40; i++) {
      for (int j = 0; j < 4; j++) {
        for (int k = 0; k < 4; k++) {
          matrix[i][j] += left[k][i] * expected[k] * right[k][j];
        }
      }
    }
    assertThat(SingularValues.of(matrix)).containsExactly(expected, offset(1e-14));
    double[][] wide = new double[4][40];
    for (int i = 0; i < 40; i++) {
      for (int j = 0; j < 4; j++) {
        wide[j][i] = matrix[i][j];
      }
    }
    assertThat(SingularValues.of(wide)).containsExactly(expected, offset(1e-14));
    assertThat(SingularValues.of(new double[2][3])).containsExactly(0, 0);
  }

  @Test
  void smallSingularValuesAreRightBesideLargeOnes() {
    double[][] left = orthogonal(90);
    double[][] right = orthogonal(61);
    double[] expected = new double[61];
    Arrays.setAll(expected, k -> k < 58 ? Math.pow(0.7, k) : 0);
    double[][] matrix = new double[90][61];
    for (int i = 0; i < 90; i++) {
      for (int j = 0; j < 61; j++) {
        for (int k = 0; k < 61; k++) {
          matrix[i][j] += left[k][i] * expected[k] * right[k][j];
        }
      }
    }
    assertThat(SingularValues.of(matrix)).containsExactly(expected, offset(1e-14));
    for (double scale : new double[] {1e-200, 1e200}) {
      double[][] scaled =
          Arrays.stream(matrix)
              .map(row -> Arrays.stream(row).map(x -> x * scale).toArray())
              .toArray(double[][]::new);
      double[] found = Arrays.stream(SingularValues.of(scaled)).map(x -> x / scale).toArray();
      assertThat(found).containsExactly(expected, offset(1e-14));
    }
    assertThat(SingularValues.of(new double[][] {{3, 4}}))
        .containsExactly(new double[] {5}, offset(1e-14));
    assertThat(SingularValues.of(new double[][] {{-2}}))
        .containsExactly(new double[] {2}, offset(1e-14));
  }

  @Test
  void uniformityIsThatOfASlowLoop() {
    double[][] rows = normal(45, 7);
    System.arraycopy(rows[3], 0, rows[30], 0, 7);
    double sum = 0;
    for (int i = 0; i < 45; i++) {
      for (int j = i + 1; j < 45; j++) {
        double squares = 0;
        for (int d = 0; d < 7; d++) {
          double difference = rows[i][d] / norm(rows[i]) - rows[j][d] / norm(rows[j]);
          squares += difference * difference;
        }
        sum += Math.exp(-2 * squares);
      }
    }
    assertThat(Geometry.of(rows).get("uniformity"))
        .isCloseTo(Math.log(sum / (45 * 22)), within(1e-12));
  }

  private static double norm(double... row) {
    return Math.sqrt(Arrays.stream(row).map(x -> x * x).sum());
  }

  @Test
  void alignmentAndGapAreDistancesOnTheSphere() {
    double[][] left = {{2, 0}, {0, 3}};
    double[][] right = {{0, 1}, {0, 0.5}};
    Map<String, Double> figures = Geometry.of(left, right);
    assertThat(figures.keySet())
        .containsExactly(
            "alignment",
            "uniformity",
            "rank_me",
            "effective_rank",
            "linear_cka",
            "modality_gap",
            "std_mean");
    assertThat(figures.get("alignment")).isCloseTo(1, within(1e-12));
    assertThat(figures.get("modality_gap")).isCloseTo(Math.sqrt(0.5), within(1e-12));
  }

  @Test
  void ckaIgnoresRotationScaleAndShiftAndAllowsOtherWidths() {
    double[][] x = normal(50, 4);
    double[][] turn = orthogonal(6);
    double[][] y = new double[50][6];
    for (int i = 0; i < 50; i++) {
      for (int j = 0; j < 6; j++) {
        y[i][j] = 9;
        for (int k = 0; k < 4; k++) {
          y[i][j] += 3 * x[i][k] * turn[k][j];
        }
      }
    }
    assertThat(Geometry.of(x, y).get("linear_cka")).isCloseTo(1, within(1e-12));
    assertThat(Geometry.of(x, y)).doesNotContainKeys("alignment", "modality_gap");
    double[][] other = normal(50, 6);
    assertThat(Geometry.of(x, other).get("linear_cka"))
        .isCloseTo(kernelCka(x, other), within(1e-12));
  }

  @Test
  void leavesOutWhatTheArraysDoNotAllow() {
    double[][] zeroRow = {{0, 0}, {1, 0}};
    assertThat(Geometry.of(zeroRow)).containsOnlyKeys("rank_me", "effective_rank");
    assertThat(Geometry.of(new double[][] {{1, 0}, {0, 2}}, zeroRow))
        .containsOnlyKeys("uniformity", "rank_me", "effective_rank", "linear_cka", "std_mean");
    assertThat(Geometry.of(new double[][] {{1, 2}})).containsOnlyKeys("rank_me", "std_mean");
    assertThat(Geometry.of(new double[2][2])).isEmpty();
    assertThat(Geometry.of(new double[0][])).isEmpty();
    double[][] constant = {{0.1, 0.7}, {0.1, 0.7}, {0.1, 0.7}};
    assertThat(Geometry.of(constant, normal(3, 2)))
        .doesNotContainKeys("effective_rank", "linear_cka")
        .containsKeys("alignment", "modality_gap");
    assertThat(Geometry.of(normal(3, 2), normal(5, 2)))
        .containsKey("modality_gap")
        .doesNotContainKeys("alignment", "linear_cka");
  }

  @Test
  void refusesWhatIsNoNumber() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Geometry.of(new double[][] {{1, 2}, {3, Double.NaN}}))
        .withMessageContaining("left row 1, column 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Geometry.of(AXES, new double[][] {{1, 2}, {3}}))
        .withMessageContaining("right row 1");
  }

  /**
   * The same figure from its definition over centred kernels, HSIC(K, L) / √(HSIC(K, K) HSIC(L,
   * L)).
   */
  private static double kernelCka(double[][] x, double[][] y) {
    double[][] k = centredKernel(x);
    double[][] l = centredKernel(y);
    return inner(k, l) / Math.sqrt(inner(k, k) * inner(l, l));
  }

  private static double[][] centredKernel(double[][] rows) {
    int n = rows.length;
    double[][] kernel = new double[n][n];
    double[] means = new double[n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        for (int d = 0; d < rows[i].length; d++) {
          kernel[i][j] += rows[i][d] * rows[j][d];
        }
        means[i] += kernel[i][j] / n;
      }
    }
    double all = Arrays.stream(means).average().orElseThrow();
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        kernel[i][j] += all - means[i] - means[j];
      }
    }
    return kernel;
  }

  private static double inner(double[][] a, double[][] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a.length; j++) {
        sum += a[i][j] * b[i][j];
      }
    }
    return sum;
  }

  private double[][] normal(int rows, int width) {
    double[][] values = new double[rows][width];
    for (double[] row : values) {
      Arrays.setAll(row, i -> random.nextGaussian());
    }
    return values;
  }

  /** Rows that are orthonormal, by Gram and Schmidt, twice for precision. */
  private double[][] orthogonal(int size) {
    double[][] rows = normal(size, size);
    for (int i = 0; i < size; i++) {
      for (int again = 0; again < 2; again++) {
        for (int j = 0; j < i; j++) {
          double along = 0;
          for (int d = 0; d < size; d++) {
            along += rows[i][d] * rows[j][d];
          }
          for (int d = 0; d < size; d++) {
            rows[i][d] -= along * rows[j][d];
          }
        }
        double norm = Math.sqrt(Arrays.stream(rows[i]).map(x -> x * x).sum());
        for (int d = 0; d < size; d++) {
          rows[i][d] /= norm;
        }
      }
    }
    return rows;
  }
}
