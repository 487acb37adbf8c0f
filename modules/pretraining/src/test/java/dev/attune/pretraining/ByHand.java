package dev.attune.pretraining;

import dev.attune.engine.Batch;
import dev.attune.engine.Tensor;
import java.util.Arrays;
import java.util.Map;

/**
 * What the linear tower and heads give, in double, from a session's weights and a batch.
 *
 * @param weights by name
 * @param batch its inputs
 */
record ByHand(Map<String, Tensor> weights, Batch batch) {

  /** The tower's vectors of a part of the batch, such as {@code views.0}. */
  double[][] encode(String part) {
    return linear(LinearTower.NAME, input(part));
  }

  /** Those of the momentum copy. */
  double[][] encodeByTarget(String part) {
    return linear("target." + Toys.TASK + "." + LinearTower.NAME, input(part));
  }

  private double[][] input(String part) {
    String name = Toys.TASK + "." + part + "." + LinearTower.INPUT;
    return rows(batch.floats().get(name), batch.rows());
  }

  /** A head under the task's name. */
  double[][] head(String name, int layers, double[]... x) {
    return layers(Toys.TASK + "." + name, layers, x);
  }

  /** The copy of a head. */
  double[][] targetHead(String name, int layers, double[]... x) {
    return layers("target." + Toys.TASK + "." + Toys.TASK + "." + name, layers, x);
  }

  private double[][] layers(String name, int layers, double[]... x) {
    double[][] y = x;
    for (int layer = 0; layer < layers; layer++) {
      y = linear(name + "." + layer, y);
      if (layer < layers - 1) {
        for (double[] row : y) {
          Arrays.setAll(row, i -> Math.max(0, row[i]));
        }
      }
    }
    return y;
  }

  double[][] linear(String name, double[]... x) {
    double[][] weight = table(name + ".weight");
    float[] bias = weights.get(name + ".bias").values();
    double[][] y = new double[x.length][bias.length];
    for (int row = 0; row < x.length; row++) {
      for (int j = 0; j < bias.length; j++) {
        y[row][j] = bias[j];
        for (int i = 0; i < weight.length; i++) {
          y[row][j] += x[row][i] * weight[i][j];
        }
      }
    }
    return y;
  }

  /** A matrix among the weights. */
  double[][] table(String name) {
    Tensor tensor = weights.get(name);
    return rows(tensor.values(), (int) tensor.shape()[0]);
  }

  static double[][] rows(float[] values, int rows) {
    double[][] result = new double[rows][values.length / rows];
    for (int i = 0; i < values.length; i++) {
      result[i / result[0].length][i % result[0].length] = values[i];
    }
    return result;
  }

  static double dot(double[] left, double... right) {
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += left[i] * right[i];
    }
    return sum;
  }

  static double cosine(double[] left, double... right) {
    return dot(left, right) / Math.sqrt(dot(left, left) * dot(right, right));
  }

  static double meanCosine(double[][] left, double[]... right) {
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += cosine(left[i], right[i]);
    }
    return sum / left.length;
  }

  static double[] softmax(double temperature, double... logits) {
    double[] shares = Arrays.stream(logits).map(x -> Math.exp(x / temperature)).toArray();
    double sum = Arrays.stream(shares).sum();
    return Arrays.stream(shares).map(x -> x / sum).toArray();
  }

  /** −Σ target · log share. */
  static double crossEntropy(double[] shares, double... targets) {
    double sum = 0;
    for (int i = 0; i < shares.length; i++) {
      sum -= targets[i] * Math.log(shares[i]);
    }
    return sum;
  }

  /** Cosines of rows with prototypes. */
  static double[][] cosines(double[][] rows, double[]... prototypes) {
    double[][] cosines = new double[rows.length][prototypes.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < prototypes.length; j++) {
        cosines[i][j] = cosine(rows[i], prototypes[j]);
      }
    }
    return cosines;
  }
}
