package dev.attune.evaluation.probe;

import dev.attune.evaluation.Cholesky;
import java.util.stream.IntStream;

/**
 * The inverse of a rough second derivative of {@link SoftmaxLoss}: each class for itself, as if all
 * probabilities were 1/classes. Embeddings vary in few directions and hardly in others, for which
 * plain L-BFGS needs hundreds of steps; by this it needs tens, to the same minimum.
 *
 * @param inverse of p(1 − p) · XᵀX/rows + l2, {@code [width, width]}
 * @param bias 1 / (p(1 − p))
 */
record Curvature(double[][] inverse, double bias, int classes) implements Minimiser.Conditioning {

  /**
   * Inverts.
   *
   * @param moment {@link Design#secondMoment}
   */
  static Curvature of(double[][] moment, int classes, double l2) {
    double variance = (classes - 1.0) / classes / classes;
    int width = moment.length;
    double[][] matrix = new double[width][width];
    double[][] inverse = new double[width][width];
    for (int i = 0; i < width; i++) {
      for (int j = 0; j < width; j++) {
        matrix[i][j] = variance * moment[i][j];
      }
      matrix[i][i] += l2;
      inverse[i][i] = 1;
    }
    Cholesky.solve(matrix, inverse);
    return new Curvature(inverse, 1 / variance, classes);
  }

  @Override
  public void apply(double[] vector) {
    double[][] byClass = SoftmaxLoss.byClass(vector, classes);
    int width = inverse.length;
    IntStream.range(0, classes)
        .parallel()
        .forEach(
            c -> {
              double[] product = new double[width];
              for (int d = 0; d < width; d += ScaledSums.PASS) {
                ScaledSums.add(product, inverse, d, byClass[c]);
              }
              for (int d = 0; d < width; d++) {
                vector[d * classes + c] = product[d];
              }
              vector[width * classes + c] = bias * byClass[c][width];
            });
  }
}
