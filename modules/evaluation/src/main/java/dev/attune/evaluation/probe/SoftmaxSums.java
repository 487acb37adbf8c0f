package dev.attune.evaluation.probe;

import dev.attune.evaluation.ScaledSums;
import dev.attune.evaluation.Strips;
import java.util.Arrays;
import java.util.List;

/**
 * Cross entropy and its gradient, summed over some blocks of rows. The arrays are kept from call to
 * call: fresh ones lie in no cache, which takes longer than the sums.
 */
final class SoftmaxSums {
  private final List<Design.Block> blocks;
  private final int[] labels;

  private final int width;

  /** [strips, classes, width of the strip]. */
  private final double[][][] gradient;

  private final double[] biases;
  private double[][] errors;
  private double loss;

  SoftmaxSums(List<Design.Block> blocks, int[] labels, int classes) {
    this.blocks = blocks;
    this.labels = labels;
    this.width = blocks.get(0).columns().values().length;
    this.gradient = Strips.empty(classes, width);
    this.biases = new double[classes];
    this.errors = new double[classes][blocks.get(0).size()];
  }

  /** Sums at some weights, {@code [classes, width + 1]}. */
  void take(double[][] weights) {
    loss = 0;
    Arrays.fill(biases, 0);
    for (double[][] strip : gradient) {
      for (double[] ofClass : strip) {
        Arrays.fill(ofClass, 0);
      }
    }
    for (Design.Block block : blocks) {
      if (errors[0].length != block.size()) {
        errors = new double[biases.length][block.size()];
      }
      block.columns().logits(weights, errors);
      toErrors(block);
      for (int strip = 0; strip < gradient.length; strip++) {
        addRows(block.strips()[strip], gradient[strip]);
      }
      for (int c = 0; c < biases.length; c++) {
        biases[c] += Arrays.stream(errors[c]).sum();
      }
    }
  }

  private void addRows(double[][] rows, double[]... sums) {
    for (int row = 0; row < rows.length; row += ScaledSums.PASS) {
      for (int c = 0; c < sums.length; c++) {
        ScaledSums.add(sums[c], rows, row, errors[c]);
      }
    }
  }

  double loss() {
    return loss;
  }

  /** Adds the gradient, scaled, to one of {@code [width + 1, classes]}. */
  void addTo(double[] sum, double scale) {
    int classes = biases.length;
    for (int strip = 0; strip < gradient.length; strip++) {
      int start = Strips.start(width, strip);
      for (int c = 0; c < classes; c++) {
        double[] ofClass = gradient[strip][c];
        for (int d = 0; d < ofClass.length; d++) {
          sum[(start + d) * classes + c] += scale * ofClass[d];
        }
      }
    }
    for (int c = 0; c < classes; c++) {
      sum[width * classes + c] += scale * biases[c];
    }
  }

  /** Turns logits into probabilities less 1 at the label, and adds the cross entropies. */
  private void toErrors(Design.Block block) {
    double[] highest = errors[0].clone();
    for (double[] ofClass : errors) {
      for (int i = 0; i < highest.length; i++) {
        highest[i] = Math.max(highest[i], ofClass[i]);
      }
    }
    double[] sums = new double[highest.length];
    for (int i = 0; i < sums.length; i++) {
      loss += highest[i] - errors[labels[block.columns().first() + i]][i];
    }
    for (double[] ofClass : errors) {
      for (int i = 0; i < sums.length; i++) {
        ofClass[i] = Math.exp(ofClass[i] - highest[i]);
        sums[i] += ofClass[i];
      }
    }
    for (double[] ofClass : errors) {
      for (int i = 0; i < sums.length; i++) {
        ofClass[i] /= sums[i];
      }
    }
    for (int i = 0; i < sums.length; i++) {
      loss += Math.log(sums[i]);
      errors[labels[block.columns().first() + i]][i] -= 1;
    }
  }
}
