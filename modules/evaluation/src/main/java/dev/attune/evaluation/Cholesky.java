package dev.attune.evaluation;

import java.util.stream.IntStream;

/** Solves linear equations of a symmetric positive definite matrix. */
public final class Cholesky {
  private Cholesky() {}

  /**
   * Solves A·X = B, in parallel over strips of B.
   *
   * @param a {@code [n, n]}; its lower triangle is overwritten with the factor
   * @param b {@code [n, m]}; overwritten with X
   */
  public static void solve(double[][] a, double[][] b) {
    double[][] transposed = factor(a);
    int width = b[0].length;
    double[][][] strips = Strips.of(b);
    IntStream.range(0, strips.length)
        .parallel()
        .forEach(
            s -> {
              solve(a, transposed, strips[s]);
              int start = Strips.start(width, s);
              for (int i = 0; i < b.length; i++) {
                System.arraycopy(strips[s][i], 0, b[i], start, strips[s][i].length);
              }
            });
  }

  private static void solve(double[][] a, double[][] transposed, double[][] strip) {
    for (int i = 0; i < a.length; i++) {
      subtract(strip[i], a[i], strip, 0, i, 1);
      divide(strip[i], a[i][i]);
    }
    for (int i = a.length - 1; i >= 0; i--) {
      subtract(strip[i], transposed[i], strip, a.length - 1, a.length - 1 - i, -1);
      divide(strip[i], a[i][i]);
    }
  }

  /** The factor's transpose, {@code [n, n]}: loops over its rows become vector instructions. */
  private static double[][] factor(double[][] a) {
    double[][] transposed = new double[a.length][a.length];
    for (int i = 0; i < a.length; i++) {
      double[] row = a[i];
      for (int k = 0; k < i; k++) {
        row[k] /= a[k][k];
        double factor = row[k];
        double[] column = transposed[k];
        column[i] = factor;
        for (int j = k + 1; j <= i; j++) {
          row[j] -= factor * column[j];
        }
      }
      if (!(row[i] > 0)) {
        throw new IllegalArgumentException(
            "linear equations: expected a positive definite matrix, found pivot "
                + row[i]
                + " in row "
                + i);
      }
      row[i] = Math.sqrt(row[i]);
      transposed[i][i] = row[i];
    }
    return transposed;
  }

  /** Subtracts {@code factors[j] · rows[j]}, four rows a pass, but each for itself. */
  private static void subtract(
      double[] into, double[] factors, double[][] rows, int first, int count, int step) {
    int done = 0;
    for (; done + 3 < count; done += 4) {
      four(into, factors, rows, first + done * step, step);
    }
    for (; done < count; done++) {
      double factor = factors[first + done * step];
      double[] row = rows[first + done * step];
      for (int c = 0; c < into.length; c++) {
        into[c] -= factor * row[c];
      }
    }
  }

  private static void four(double[] into, double[] factors, double[][] rows, int first, int step) {
    double factor0 = factors[first];
    double factor1 = factors[first + step];
    double factor2 = factors[first + 2 * step];
    double factor3 = factors[first + 3 * step];
    double[] row0 = rows[first];
    double[] row1 = rows[first + step];
    double[] row2 = rows[first + 2 * step];
    double[] row3 = rows[first + 3 * step];
    for (int c = 0; c < into.length; c++) {
      into[c] =
          into[c] - factor0 * row0[c] - factor1 * row1[c] - factor2 * row2[c] - factor3 * row3[c];
    }
  }

  private static void divide(double[] row, double by) {
    for (int j = 0; j < row.length; j++) {
      row[j] /= by;
    }
  }
}
