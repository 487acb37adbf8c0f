package dev.attune.evaluation;

import java.util.Arrays;

/**
 * Singular values by Householder's triangle and one-sided Jacobi rotations, which find small values
 * to their own precision where the eigenvalues of AᵀA would lose half of it.
 */
final class SingularValues {
  private static final int SWEEPS = 60;
  private static final double PRECISION = 1e-15;

  private SingularValues() {}

  /**
   * The singular values of a matrix.
   *
   * @param matrix {@code [rows, width]}; kept as it is
   * @return min(rows, width) values, largest first
   */
  static double[] of(double[][] matrix) {
    // Columns as arrays: both steps work on whole columns.
    double[][] columns = transposed(matrix);
    double[][] tall = columns.length <= matrix.length ? columns : copied(matrix);
    double[][] triangle = tall[0].length > tall.length ? triangle(tall) : tall;
    return rotated(triangle);
  }

  private static double[][] transposed(double[][] matrix) {
    double[][] columns = new double[matrix[0].length][matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < matrix[i].length; j++) {
        columns[j][i] = matrix[i][j];
      }
    }
    return columns;
  }

  private static double[][] copied(double[][] rows) {
    return Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new);
  }

  /** The columns of R in A = QR: as many rows as columns, with A's singular values. */
  private static double[][] triangle(double[][] columns) {
    int width = columns.length;
    for (int j = 0; j < width; j++) {
      double[] mirror = Arrays.copyOfRange(columns[j], j, columns[j].length);
      double norm = Math.sqrt(dot(mirror, mirror, 0));
      if (norm == 0) {
        continue;
      }
      mirror[0] += Math.copySign(norm, mirror[0]);
      double squares = dot(mirror, mirror, 0);
      for (int k = j; k < width; k++) {
        double factor = 2 * dot(mirror, columns[k], j) / squares;
        for (int i = 0; i < mirror.length; i++) {
          columns[k][j + i] -= factor * mirror[i];
        }
      }
    }
    double[][] triangle = new double[width][];
    for (int j = 0; j < width; j++) {
      triangle[j] = Arrays.copyOf(columns[j], width);
      // Below the diagonal stands nothing but rounding.
      Arrays.fill(triangle[j], j + 1, width, 0);
    }
    return triangle;
  }

  private static double dot(double[] a, double[] b, int offset) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[offset + i];
    }
    return sum;
  }

  private static double[] rotated(double[][] columns) {
    double scale = Arrays.stream(columns).mapToDouble(c -> dot(c, c, 0)).sum();
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      boolean moved = false;
      for (int p = 0; p < columns.length; p++) {
        for (int q = p + 1; q < columns.length; q++) {
          moved |= rotate(columns[p], columns[q], scale);
        }
      }
      if (!moved) {
        break;
      }
    }
    double[] values = Arrays.stream(columns).mapToDouble(c -> -Math.sqrt(dot(c, c, 0))).toArray();
    Arrays.sort(values);
    return Arrays.stream(values).map(Math::abs).toArray();
  }

  /** Makes two columns orthogonal; false if they were. */
  private static boolean rotate(double[] a, double[] b, double scale) {
    double aa = dot(a, a, 0);
    double bb = dot(b, b, 0);
    double ab = dot(a, b, 0);
    // The second test ends rotations among columns that are nothing but the rounding of others.
    if (Math.abs(ab) <= PRECISION * Math.sqrt(aa * bb) || Math.abs(ab) <= 1e-32 * scale) {
      return false;
    }
    double zeta = (bb - aa) / (2 * ab);
    double tangent = Math.copySign(1, zeta) / (Math.abs(zeta) + Math.hypot(1, zeta));
    double cosine = 1 / Math.hypot(1, tangent);
    double sine = cosine * tangent;
    for (int i = 0; i < a.length; i++) {
      double left = a[i];
      a[i] = cosine * left - sine * b[i];
      b[i] = sine * left + cosine * b[i];
    }
    return true;
  }
}
