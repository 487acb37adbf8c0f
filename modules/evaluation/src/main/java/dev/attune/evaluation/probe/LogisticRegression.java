package dev.attune.evaluation.probe;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Multinomial logistic regression on standardised features: the linear probe (arXiv:1610.01644).
 * Minimises the mean cross entropy + l2/2 · the sum of the squared weights, biases excepted, in
 * double, by at most 300 steps of L-BFGS or until no element of the gradient is above 1e-5.
 */
public final class LogisticRegression {
  private static final Minimiser MINIMISER = new Minimiser(300, 1e-5);
  private static final int BLOCK = 256;

  private final Standardisation standardisation;
  private final int classes;

  /** [width + 1, classes], the biases last. */
  private final double[] weights;

  private LogisticRegression(Standardisation standardisation, int classes, double... weights) {
    this.standardisation = standardisation;
    this.classes = classes;
    this.weights = weights;
  }

  /**
   * Fits.
   *
   * @param rows whose features are standardised first
   * @param classes at least as many as the rows' labels need
   * @param l2 strength of the penalty, above 0
   * @throws IllegalArgumentException if all rows have one label, or {@code l2 <= 0}
   */
  public static LogisticRegression fit(LabelledRows rows, int classes, double l2) {
    if (!(l2 > 0) || Double.isInfinite(l2)) {
      throw new IllegalArgumentException("l2: expected a positive number, found " + l2);
    }
    if (Arrays.stream(rows.labels()).distinct().count() < 2) {
      throw new IllegalArgumentException(
          "probe: expected at least 2 classes among the training rows, found 1");
    }
    if (rows.classes() > classes) {
      throw new IllegalArgumentException(
          "probe: expected labels below %d, found %d".formatted(classes, rows.classes() - 1));
    }
    Standardisation standardisation = Standardisation.of(rows.features());
    float[][] features = standardisation.apply(rows.features());
    Loss loss = new Loss(features, rows.labels(), classes, l2);
    double[] weights = MINIMISER.minimise(loss, new double[(rows.width() + 1) * classes]);
    return new LogisticRegression(standardisation, classes, weights);
  }

  /** The most probable class of each row; the lowest of those that are equal. */
  public int[] predict(float[][] rows) {
    float[][] features = standardisation.apply(rows);
    int[] predicted = new int[rows.length];
    double[] logits = new double[classes];
    for (int row = 0; row < rows.length; row++) {
      logits(features[row], weights, logits);
      for (int c = 1; c < classes; c++) {
        predicted[row] = logits[c] > logits[predicted[row]] ? c : predicted[row];
      }
    }
    return predicted;
  }

  private static void logits(float[] row, double[] weights, double[] logits) {
    int classes = logits.length;
    System.arraycopy(weights, row.length * classes, logits, 0, classes);
    for (int d = 0; d < row.length; d++) {
      double value = row[d];
      int from = d * classes;
      for (int c = 0; c < classes; c++) {
        logits[c] += value * weights[from + c];
      }
    }
  }

  /**
   * The function that is minimised.
   *
   * @param features standardised
   */
  record Loss(float[][] features, int[] labels, int classes, double l2)
      implements Minimiser.Differentiable {

    @Override
    public double at(double[] weights, double[] gradient) {
      int blocks = (features.length + BLOCK - 1) / BLOCK;
      // Blocks are summed in their order, so that no number of threads changes the result.
      double[][] parts =
          IntStream.range(0, blocks)
              .parallel()
              .mapToObj(block -> part(block, weights))
              .toArray(double[][]::new);
      Arrays.fill(gradient, 0);
      double loss = 0;
      for (double[] part : parts) {
        for (int i = 0; i < gradient.length; i++) {
          gradient[i] += part[i] / features.length;
        }
        loss += part[gradient.length] / features.length;
      }
      for (int i = 0; i < gradient.length - classes; i++) {
        loss += l2 / 2 * weights[i] * weights[i];
        gradient[i] += l2 * weights[i];
      }
      return loss;
    }

    /** A block's sums: the gradient, and the loss behind it. */
    private double[] part(int block, double[] weights) {
      double[] sums = new double[weights.length + 1];
      double[] logits = new double[classes];
      int to = Math.min(features.length, (block + 1) * BLOCK);
      for (int row = block * BLOCK; row < to; row++) {
        logits(features[row], weights, logits);
        double right = logits[labels[row]];
        sums[weights.length] += softmax(logits) - right;
        logits[labels[row]] -= 1;
        add(features[row], logits, sums);
      }
      return sums;
    }

    /** Turns logits into probabilities; gives log Σ exp. */
    private static double softmax(double... logits) {
      double highest = Arrays.stream(logits).max().orElseThrow();
      double sum = 0;
      for (int c = 0; c < logits.length; c++) {
        logits[c] = Math.exp(logits[c] - highest);
        sum += logits[c];
      }
      for (int c = 0; c < logits.length; c++) {
        logits[c] /= sum;
      }
      return highest + Math.log(sum);
    }

    private static void add(float[] row, double[] errors, double[] sums) {
      int classes = errors.length;
      for (int d = 0; d <= row.length; d++) {
        double value = d < row.length ? row[d] : 1;
        int from = d * classes;
        for (int c = 0; c < classes; c++) {
          sums[from + c] += value * errors[c];
        }
      }
    }
  }
}
