package dev.attune.evaluation;

/**
 * The plainest system that could work: a ridge regression from one modality's simple features (a
 * bag of words) to the other's (the mean colour). Its two sides are embeddings to be compared by
 * cosine. Targets are standardised over the training rows, so that no feature counts for its unit.
 */
public final class RidgeBaseline {
  private final double[] featureMean;
  private final double[] targetMean;
  private final double[] targetDeviation;
  private final double[][] weights;

  private RidgeBaseline(
      double[] featureMean, double[] targetMean, double[] targetDeviation, double[][] weights) {
    this.featureMean = featureMean;
    this.targetMean = targetMean;
    this.targetDeviation = targetDeviation;
    this.weights = weights;
  }

  /**
   * Solves (XᵀX + λI) W = XᵀY on centred X and standardised Y, by Cholesky, in double.
   *
   * @param features X, {@code [rows, p]}, of the training rows; p up to a few thousand
   * @param targets Y, {@code [rows, q]}
   * @param lambda λ, above 0
   * @return the fitted baseline
   * @throws IllegalArgumentException on other shapes or {@code lambda <= 0}
   */
  public static RidgeBaseline fit(float[][] features, float[][] targets, double lambda) {
    if (features.length == 0 || features.length != targets.length) {
      throw new IllegalArgumentException(
          "ridge: expected as many rows of targets as of features, at least 1, found "
              + targets.length
              + " and "
              + features.length);
    }
    if (!(lambda > 0) || Double.isInfinite(lambda)) {
      throw new IllegalArgumentException("ridge: lambda expected above 0, found " + lambda);
    }
    double[] featureMean = columnMeans(features);
    double[] targetMean = columnMeans(targets);
    double[] deviation = deviations(targets, targetMean);
    double[][] x = centred(features, featureMean);
    double[][] y = centred(targets, targetMean);
    for (double[] row : y) {
      for (int j = 0; j < row.length; j++) {
        row[j] /= deviation[j];
      }
    }
    double[][] gram = CrossProduct.of(x, x);
    for (int i = 0; i < gram.length; i++) {
      gram[i][i] += lambda;
    }
    double[][] weights = CrossProduct.of(x, y);
    Cholesky.solve(gram, weights);
    return new RidgeBaseline(featureMean, targetMean, deviation, weights);
  }

  /**
   * Embeddings of the side with the features: their predicted, standardised targets.
   *
   * @param features {@code [rows, p]}
   * @return {@code [rows, q]}, of length 1, or 0 where nothing is predicted
   * @throws IllegalArgumentException if the width is not p
   */
  public float[][] embedFeatures(float[][] features) {
    float[][] predicted = new float[features.length][weights[0].length];
    for (int i = 0; i < features.length; i++) {
      requireWidth("features", featureMean.length, features[i].length);
      for (int j = 0; j < weights[0].length; j++) {
        double sum = 0;
        for (int p = 0; p < featureMean.length; p++) {
          sum += (features[i][p] - featureMean[p]) * weights[p][j];
        }
        predicted[i][j] = (float) sum;
      }
    }
    return UnitRows.of(predicted);
  }

  /**
   * Embeddings of the other side: its standardised targets.
   *
   * @param targets {@code [rows, q]}
   * @return {@code [rows, q]}, of length 1, or 0 for the mean of the training rows
   * @throws IllegalArgumentException if the width is not q
   */
  public float[][] embedTargets(float[][] targets) {
    float[][] standard = new float[targets.length][targetMean.length];
    for (int i = 0; i < targets.length; i++) {
      requireWidth("targets", targetMean.length, targets[i].length);
      for (int j = 0; j < targetMean.length; j++) {
        standard[i][j] = (float) ((targets[i][j] - targetMean[j]) / targetDeviation[j]);
      }
    }
    return UnitRows.of(standard);
  }

  private static void requireWidth(String what, int expected, int found) {
    if (expected != found) {
      throw new IllegalArgumentException(
          "ridge: " + what + ": expected width " + expected + " as fitted, found " + found);
    }
  }

  private static double[] columnMeans(float[][] rows) {
    double[] means = new double[rows[0].length];
    for (float[] row : rows) {
      requireWidth("row", means.length, row.length);
      for (int j = 0; j < means.length; j++) {
        means[j] += row[j] / (double) rows.length;
      }
    }
    return means;
  }

  /** Biased deviations; 1 for a constant column, which then stays 0. */
  private static double[] deviations(float[][] rows, double[] means) {
    double[] deviations = new double[means.length];
    for (float[] row : rows) {
      for (int j = 0; j < means.length; j++) {
        deviations[j] += (row[j] - means[j]) * (row[j] - means[j]) / rows.length;
      }
    }
    for (int j = 0; j < means.length; j++) {
      deviations[j] = deviations[j] == 0 ? 1 : Math.sqrt(deviations[j]);
    }
    return deviations;
  }

  private static double[][] centred(float[][] rows, double[] means) {
    double[][] centred = new double[rows.length][means.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < means.length; j++) {
        centred[i][j] = rows[i][j] - means[j];
      }
    }
    return centred;
  }
}
