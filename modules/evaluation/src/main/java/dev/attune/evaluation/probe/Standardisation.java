package dev.attune.evaluation.probe;

/** Features less their mean, over their deviation, both taken from the training rows alone. */
final class Standardisation {
  private final double[] means;
  private final double[] deviations;

  Standardisation(double[] means, double[] deviations) {
    this.means = means;
    this.deviations = deviations;
  }

  /** From some rows; a constant feature becomes 0. */
  static Standardisation of(float[][] rows) {
    int width = rows[0].length;
    double[] means = new double[width];
    for (float[] row : rows) {
      for (int d = 0; d < width; d++) {
        means[d] += row[d] / (double) rows.length;
      }
    }
    double[] deviations = new double[width];
    for (float[] row : rows) {
      for (int d = 0; d < width; d++) {
        deviations[d] += (row[d] - means[d]) * (row[d] - means[d]) / rows.length;
      }
    }
    for (int d = 0; d < width; d++) {
      // What varies by rounding alone would be blown up to noise.
      boolean constant = deviations[d] <= 1e-12 * means[d] * means[d];
      deviations[d] = constant ? Double.POSITIVE_INFINITY : Math.sqrt(deviations[d]);
    }
    return new Standardisation(means, deviations);
  }

  /**
   * Another row of the same features.
   *
   * @param into {@code [width, columns]}
   * @param column of them that is filled
   */
  void column(float[] row, double[][] into, int column) {
    for (int d = 0; d < means.length; d++) {
      into[d][column] = (float) ((row[d] - means[d]) / deviations[d]);
    }
  }
}
