package dev.attune.engine.cuda.launch;

import dev.attune.engine.cuda.kernel.Attention;
import dev.attune.engine.cuda.kernel.AttentionBackward;
import dev.attune.engine.plan.Operand;

/** Attention and its backward pass by plain loops in double. */
final class ReferenceAttention {
  private final ReferenceWindows.Arrays arrays;

  ReferenceAttention(ReferenceWindows.Arrays arrays) {
    this.arrays = arrays;
  }

  void run(Attention a) {
    for (long row = 0; row < a.rows(); row++) {
      for (long head = 0; head < a.heads(); head++) {
        double[][] weights = weights(a, row, head);
        double[][] result = product(weights, matrix(a.values(), row, head));
        write(a.result(), row, head, 1, result);
      }
    }
  }

  void run(AttentionBackward backward) {
    Attention a = backward.forward();
    for (long row = 0; row < a.rows(); row++) {
      for (long head = 0; head < a.heads(); head++) {
        double[][] queries = matrix(a.queries(), row, head);
        double[][] keys = matrix(a.keys(), row, head);
        double[][] values = matrix(a.values(), row, head);
        double[][] gradient = matrix(backward.gradient(), row, head);
        double[][] weights = weights(a, row, head);
        write(backward.ofValues(), row, head, 1, product(transposed(weights), gradient));
        double[][] ofScores = product(gradient, transposed(values));
        for (int query = 0; query < weights.length; query++) {
          double sum = 0;
          for (int key = 0; key < weights[query].length; key++) {
            sum += weights[query][key] * ofScores[query][key];
          }
          for (int key = 0; key < weights[query].length; key++) {
            ofScores[query][key] = weights[query][key] * (ofScores[query][key] - sum);
          }
        }
        write(backward.ofQueries(), row, head, a.scale(), product(ofScores, keys));
        write(backward.ofKeys(), row, head, a.scale(), product(transposed(ofScores), queries));
      }
    }
  }

  private double[][] weights(Attention a, long row, long head) {
    double[][] scores =
        product(matrix(a.queries(), row, head), transposed(matrix(a.keys(), row, head)));
    for (int query = 0; query < scores.length; query++) {
      double most = Double.NEGATIVE_INFINITY;
      for (int key = 0; key < scores[query].length; key++) {
        scores[query][key] *= a.scale();
        if (a.mask().isPresent()) {
          // As in float: beside a large number nothing is left of the score.
          double hidden = arrays.read(a.mask().get(), row, head, query, key);
          scores[query][key] = (float) (scores[query][key] + hidden);
        }
        most = Math.max(most, scores[query][key]);
      }
      double sum = 0;
      for (int key = 0; key < scores[query].length; key++) {
        scores[query][key] = Math.exp(scores[query][key] - most);
        sum += scores[query][key];
      }
      for (int key = 0; key < scores[query].length; key++) {
        scores[query][key] /= sum;
      }
    }
    return scores;
  }

  private double[][] matrix(Operand operand, long row, long head) {
    double[][] matrix = new double[(int) operand.size(2)][(int) operand.size(3)];
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < matrix[i].length; j++) {
        matrix[i][j] = arrays.read(operand, row, head, i, j);
      }
    }
    return matrix;
  }

  private void write(Operand operand, long row, long head, double factor, double[][] matrix) {
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < matrix[i].length; j++) {
        arrays.write(operand, factor * matrix[i][j], row, head, i, j);
      }
    }
  }

  private static double[][] product(double[][] left, double[][] right) {
    double[][] result = new double[left.length][right[0].length];
    for (int i = 0; i < left.length; i++) {
      for (int k = 0; k < right.length; k++) {
        for (int j = 0; j < right[0].length; j++) {
          result[i][j] += left[i][k] * right[k][j];
        }
      }
    }
    return result;
  }

  private static double[][] transposed(double[][] matrix) {
    double[][] result = new double[matrix[0].length][matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < matrix[i].length; j++) {
        result[j][i] = matrix[i][j];
      }
    }
    return result;
  }
}
