package dev.attune.evaluation;

import java.util.List;
import java.util.stream.IntStream;

/** AᵀB of two matrices with as many rows; the number of threads changes no sum. */
public final class CrossProduct {
  /** Columns of A whose products stay in a near cache. */
  private static final int CHUNK = 32;

  private CrossProduct() {}

  /**
   * A part of the rows.
   *
   * @param columns of A, {@code [p, rows]}
   * @param strips of B ({@link Strips})
   */
  public record Part(double[][] columns, double[][][] strips) {}

  /**
   * Multiplies.
   *
   * @param a {@code [rows, p]}
   * @param b {@code [rows, q]}
   * @return {@code [p, q]}
   */
  static double[][] of(double[][] a, double[][] b) {
    return of(List.of(new Part(transposed(a), Strips.of(b))), b[0].length, a == b);
  }

  /**
   * Multiplies parts of the rows and adds their products in order.
   *
   * @param parts at least one
   * @param width of B
   * @param symmetric whether A is B; half of the sums are mirrored then
   * @return {@code [p, q]}
   */
  public static double[][] of(List<Part> parts, int width, boolean symmetric) {
    int columns = parts.get(0).columns.length;
    double[][] product = new double[columns][width];
    IntStream.range(0, (columns + CHUNK - 1) / CHUNK)
        .parallel()
        .forEach(
            chunk -> {
              int to = Math.min(columns, (chunk + 1) * CHUNK);
              for (int strip = 0; strip < Strips.count(width); strip++) {
                if (!symmetric || Strips.start(width, strip + 1) > chunk * CHUNK) {
                  strip(parts, strip, chunk * CHUNK, product, to);
                }
              }
            });
    if (symmetric) {
      mirror(product);
    }
    return product;
  }

  private static void strip(List<Part> parts, int strip, int from, double[][] product, int to) {
    double[][] sums = new double[to - from][parts.get(0).strips[strip][0].length];
    for (Part part : parts) {
      double[][] rows = part.strips[strip];
      for (int row = 0; row < rows.length; row += ScaledSums.PASS) {
        for (int i = from; i < to; i++) {
          ScaledSums.add(sums[i - from], rows, row, part.columns[i]);
        }
      }
    }
    int start = Strips.start(product[0].length, strip);
    for (int i = from; i < to; i++) {
      System.arraycopy(sums[i - from], 0, product[i], start, sums[i - from].length);
    }
  }

  private static void mirror(double[][] product) {
    for (int i = 0; i < product.length; i++) {
      for (int j = 0; j < i; j++) {
        product[i][j] = product[j][i];
      }
    }
  }

  static double[][] transposed(double[][] rows) {
    double[][] columns = new double[rows[0].length][rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < columns.length; j++) {
        columns[j][i] = rows[i][j];
      }
    }
    return columns;
  }
}
