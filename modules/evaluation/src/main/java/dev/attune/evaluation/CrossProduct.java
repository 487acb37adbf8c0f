package dev.attune.evaluation;

import java.util.stream.IntStream;

/** AᵀB of two matrices with as many rows. */
final class CrossProduct {
  private CrossProduct() {}

  /**
   * Multiplies, in parallel over the columns of A.
   *
   * @param a {@code [rows, p]}
   * @param b {@code [rows, q]}
   * @return {@code [p, q]}
   */
  static double[][] of(double[][] a, double[][] b) {
    double[][] product = new double[a[0].length][b[0].length];
    IntStream.range(0, product.length)
        .parallel()
        .forEach(
            i -> {
              double[] into = product[i];
              for (int r = 0; r < a.length; r++) {
                double factor = a[r][i];
                double[] row = b[r];
                for (int j = 0; j < into.length; j++) {
                  into[j] += factor * row[j];
                }
              }
            });
    return product;
  }
}
