package dev.attune.evaluation.probe;

import dev.attune.evaluation.Cholesky;
import dev.attune.evaluation.ScaledSums;
import dev.attune.evaluation.Strips;
import java.util.stream.IntStream;

/**
 * The inverse of a rough second derivative of {@link SoftmaxLoss}: each class for itself, as if all
 * probabilities were 1/classes. Embeddings vary in few directions and hardly in others, for which
 * plain L-BFGS needs hundreds of steps; by this it needs tens, to the same minimum.
 *
 * @param inverse of p(1 − p) · XᵀX/rows + l2, {@code [strips, width, width of the strip]}
 * @param bias 1 / (p(1 − p))
 */
record Curvature(double[][][] inverse, double bias, int classes) implements Minimiser.Conditioning {

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
    return new Curvature(Strips.of(inverse), 1 / variance, classes);
  }

  @Override
  public void apply(double[] vector) {
    double[][] byClass = SoftmaxLoss.byClass(vector, classes);
    int width = inverse[0].length;
    IntStream.range(0, inverse.length)
        .parallel()
        .forEach(
            strip -> {
              double[][] rows = inverse[strip];
              double[][] products = new double[classes][rows[0].length];
              for (int d = 0; d < width; d += ScaledSums.PASS) {
                for (int c = 0; c < classes; c++) {
                  ScaledSums.add(products[c], rows, d, byClass[c]);
                }
              }
              int start = Strips.start(width, strip);
              for (int c = 0; c < classes; c++) {
                for (int d = 0; d < products[c].length; d++) {
                  vector[(start + d) * classes + c] = products[c][d];
                }
              }
            });
    for (int c = 0; c < classes; c++) {
      vector[width * classes + c] = bias * byClass[c][width];
    }
  }
}
