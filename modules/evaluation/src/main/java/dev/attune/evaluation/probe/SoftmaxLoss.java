package dev.attune.evaluation.probe;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Mean cross entropy of a multinomial logistic regression and its L2 penalty, l2/2 · the sum of the
 * squared weights, biases excepted. Points and gradients are {@code [width + 1, classes]}, the
 * biases last. For one caller at a time.
 */
final class SoftmaxLoss implements Minimiser.Differentiable {
  /** Sums that are formed beside each other, whatever the number of threads. */
  private static final int MOST_PARTS = 32;

  private final Design design;
  private final int classes;
  private final double l2;
  private final SoftmaxSums[] parts;

  /**
   * A loss.
   *
   * @param labels one class a row
   */
  SoftmaxLoss(Design design, int[] labels, int classes, double l2) {
    this.design = design;
    this.classes = classes;
    this.l2 = l2;
    int blocks = design.blocks().size();
    this.parts = new SoftmaxSums[Math.min(MOST_PARTS, blocks)];
    for (int p = 0; p < parts.length; p++) {
      int from = p * blocks / parts.length;
      int to = (p + 1) * blocks / parts.length;
      parts[p] = new SoftmaxSums(design.blocks().subList(from, to), labels, classes);
    }
  }

  @Override
  public double at(double[] point, double[] gradient) {
    double[][] weights = byClass(point, classes);
    IntStream.range(0, parts.length).parallel().forEach(part -> parts[part].take(weights));
    Arrays.fill(gradient, 0);
    double loss = 0;
    // In their order, so that no number of threads changes the result.
    for (SoftmaxSums part : parts) {
      loss += part.loss() / design.size();
      part.addTo(gradient, 1.0 / design.size());
    }
    for (int i = 0; i < gradient.length - classes; i++) {
      loss += l2 / 2 * point[i] * point[i];
      gradient[i] += l2 * point[i];
    }
    return loss;
  }

  /** {@code [classes, width + 1]} of a point. */
  static double[][] byClass(double[] point, int classes) {
    double[][] weights = new double[classes][point.length / classes];
    for (int c = 0; c < classes; c++) {
      for (int d = 0; d < weights[c].length; d++) {
        weights[c][d] = point[d * classes + c];
      }
    }
    return weights;
  }
}
