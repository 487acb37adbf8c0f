package dev.attune.evaluation;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Singular values by Householder's mirrors, to a triangle and on to two diagonals (Golub and Kahan
 * 1965), and by counting how many values lie below a number. Their errors are roundings of the
 * largest one, where the eigenvalues of AᵀA would lose half of the digits.
 */
final class SingularValues {
  private SingularValues() {}

  /**
   * The singular values of a matrix.
   *
   * @param matrix {@code [rows, width]}; kept as it is
   * @return min(rows, width) values, largest first
   */
  static double[] of(double[][] matrix) {
    double largest = 0;
    for (double[] row : matrix) {
      for (double value : row) {
        largest = Math.max(largest, Math.abs(value));
      }
    }
    boolean wide = matrix[0].length > matrix.length;
    double[][] tall = wide ? CrossProduct.transposed(matrix) : copied(matrix);
    if (largest == 0) {
      return new double[tall[0].length];
    }
    // Near 1, squares neither overflow nor vanish.
    double scale = Math.scalb(1.0, -Math.getExponent(largest));
    for (double[] row : tall) {
      for (int j = 0; j < row.length; j++) {
        row[j] *= scale;
      }
    }
    double[] values = ofDiagonals(diagonals(tall.length > tall[0].length ? triangle(tall) : tall));
    return Arrays.stream(values).map(value -> value / scale).toArray();
  }

  private static double[][] copied(double[][] rows) {
    return Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new);
  }

  /** R in A = QR: as many rows as columns, with A's singular values. */
  private static double[][] triangle(double[][] rows) {
    int width = rows[0].length;
    for (int j = 0; j < width; j++) {
      mirror(rows, j, j);
    }
    return Arrays.copyOf(rows, width);
  }

  /**
   * The two diagonals of a square matrix, mirrored from both sides in turn.
   *
   * @return 2 · width − 1 numbers: the first of the diagonal, the first above it, the second of the
   *     diagonal, and so on
   */
  private static double[] diagonals(double[][] square) {
    int width = square.length;
    double[][] rows = square;
    double[] diagonals = new double[2 * width - 1];
    for (int j = 0; j < width; j++) {
      mirror(rows, j, j);
      diagonals[2 * j] = rows[j][j];
      if (j + 1 < width) {
        mirrorRight(rows, j);
        diagonals[2 * j + 1] = rows[j][j + 1];
      }
    }
    return diagonals;
  }

  /** Mirrors rows from {@code first} on, so that column {@code j} has zeros below it. */
  private static void mirror(double[][] rows, int first, int j) {
    double[] mirror = new double[rows.length - first];
    Arrays.setAll(mirror, i -> rows[first + i][j]);
    double factor = factor(mirror);
    if (factor == 0) {
      return;
    }
    double[] sums = new double[rows[0].length];
    double[][] left = Arrays.copyOfRange(rows, first, rows.length);
    for (int i = 0; i < left.length; i += ScaledSums.PASS) {
      ScaledSums.add(sums, left, i, mirror);
    }
    IntStream.range(0, left.length).forEach(i -> subtract(left[i], factor * mirror[i], sums, j));
  }

  /** Mirrors columns from {@code j + 1} on, so that row {@code j} has zeros behind it. */
  private static void mirrorRight(double[][] rows, int j) {
    double[] mirror = Arrays.copyOfRange(rows[j], j + 1, rows[j].length);
    double factor = factor(mirror);
    if (factor == 0) {
      return;
    }
    double[] whole = new double[rows[j].length];
    System.arraycopy(mirror, 0, whole, j + 1, mirror.length);
    for (int i = j; i < rows.length; i++) {
      subtract(rows[i], factor * dot(rows[i], whole, j + 1), whole, j + 1);
    }
  }

  /** Turns a vector x into the mirror's v = x ± ‖x‖ e₁; 2 / ‖v‖², or 0 if x is 0. */
  private static double factor(double... x) {
    double norm = Math.sqrt(dot(x, x, 0));
    if (norm == 0) {
      return 0;
    }
    x[0] += Math.copySign(norm, x[0]);
    return 2 / dot(x, x, 0);
  }

  private static void subtract(double[] row, double factor, double[] from, int first) {
    for (int k = first; k < row.length; k++) {
      row[k] -= factor * from[k];
    }
  }

  /** Four sums beside each other: one alone waits for each of its additions. */
  private static double dot(double[] a, double[] b, int first) {
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    int k = first;
    for (; k + 3 < a.length; k += 4) {
      sum0 += a[k] * b[k];
      sum1 += a[k + 1] * b[k + 1];
      sum2 += a[k + 2] * b[k + 2];
      sum3 += a[k + 3] * b[k + 3];
    }
    for (; k < a.length; k++) {
      sum0 += a[k] * b[k];
    }
    return sum0 + sum1 + (sum2 + sum3);
  }

  /**
   * Singular values of two diagonals, largest first: they are the positive eigenvalues of the
   * symmetric matrix that has these numbers beside a diagonal of zeros.
   */
  private static double[] ofDiagonals(double... diagonals) {
    double[] squares = Arrays.stream(diagonals).map(x -> x * x).toArray();
    // No sum of a row of absolute values is above it.
    double most = 2 * Arrays.stream(diagonals).map(Math::abs).max().orElseThrow();
    int count = (diagonals.length + 1) / 2;
    return IntStream.range(0, count)
        .parallel()
        .mapToDouble(place -> value(squares, count - place, most))
        .toArray();
  }

  /** The number at which as many eigenvalues lie below as {@code place} and the negative ones. */
  private static double value(double[] squares, int place, double most) {
    int negative = (squares.length + 1) / 2;
    double low = 0;
    double high = most;
    // Until no number lies between, or nothing but rounding of the largest.
    while (high - low > 1e-18 * most) {
      double middle = low + (high - low) / 2;
      if (middle == low || middle == high) {
        break;
      }
      if (below(squares, middle) >= negative + place) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return low + (high - low) / 2;
  }

  /** How many eigenvalues lie below a number: the negative pivots of the matrix less it (Sturm). */
  private static int below(double[] squares, double number) {
    double pivot = -number;
    int negative = pivot < 0 ? 1 : 0;
    for (double square : squares) {
      // A pivot of 0 stands for a tiny one.
      pivot = -number - square / (pivot == 0 ? Double.MIN_NORMAL : pivot);
      negative += pivot < 0 ? 1 : 0;
    }
    return negative;
  }
}
