package dev.attune.evaluation;

/** Solves linear equations of a symmetric positive definite matrix. */
public final class Cholesky {
  private Cholesky() {}

  /**
   * Solves A·X = B.
   *
   * @param a {@code [n, n]}; its lower triangle is overwritten with the factor
   * @param b {@code [n, m]}; overwritten with X
   */
  public static void solve(double[][] a, double[][] b) {
    factor(a);
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < i; j++) {
        subtract(b[i], a[i][j], b[j]);
      }
      divide(b[i], a[i][i]);
    }
    for (int i = a.length - 1; i >= 0; i--) {
      divide(b[i], a[i][i]);
      for (int j = 0; j < i; j++) {
        subtract(b[j], a[i][j], b[i]);
      }
    }
  }

  private static void factor(double[][] a) {
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = a[i][j];
        for (int k = 0; k < j; k++) {
          sum -= a[i][k] * a[j][k];
        }
        if (i > j) {
          a[i][j] = sum / a[j][j];
        } else if (sum > 0) {
          a[i][i] = Math.sqrt(sum);
        } else {
          throw new IllegalArgumentException(
              "linear equations: expected a positive definite matrix, found pivot "
                  + sum
                  + " in row "
                  + i);
        }
      }
    }
  }

  private static void subtract(double[] from, double factor, double[] row) {
    for (int j = 0; j < from.length; j++) {
      from[j] -= factor * row[j];
    }
  }

  private static void divide(double[] row, double by) {
    for (int j = 0; j < row.length; j++) {
      row[j] /= by;
    }
  }
}
