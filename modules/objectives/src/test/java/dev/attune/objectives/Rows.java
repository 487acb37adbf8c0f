package dev.attune.objectives;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Arrays for tests, and what the slow loops share. */
final class Rows {

  private Rows() {}

  static double[][] normal(RandomGenerator random, int rows, int width) {
    double[][] values = new double[rows][width];
    for (double[] row : values) {
      for (int k = 0; k < width; k++) {
        row[k] = random.nextGaussian();
      }
    }
    return values;
  }

  static double[][] constant(double value, int rows, int width) {
    double[][] values = new double[rows][width];
    for (double[] row : values) {
      Arrays.fill(row, value);
    }
    return values;
  }

  static double[][] unit(double[][] values) {
    double[][] result = new double[values.length][];
    for (int i = 0; i < values.length; i++) {
      double norm = Math.sqrt(dot(values[i], values[i]));
      result[i] = Arrays.stream(values[i]).map(x -> x / norm).toArray();
    }
    return result;
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }

  static double squaredDistance(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += (a[k] - b[k]) * (a[k] - b[k]);
    }
    return sum;
  }

  static double[] column(double[][] values, int k) {
    double[] column = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      column[i] = values[i][k];
    }
    return column;
  }

  static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  static double[][] transpose(double[][] values) {
    double[][] result = new double[values[0].length][];
    for (int k = 0; k < result.length; k++) {
      result[k] = column(values, k);
    }
    return result;
  }

  /** Cosines between every left and every right row. */
  static double[][] cosines(double[][] left, double[][] right) {
    return products(unit(left), unit(right));
  }

  static double[][] products(double[][] left, double[][] right) {
    double[][] result = new double[left.length][right.length];
    for (int i = 0; i < left.length; i++) {
      for (int j = 0; j < right.length; j++) {
        result[i][j] = dot(left[i], right[j]);
      }
    }
    return result;
  }

  static double[][] scaled(double[][] values, double factor) {
    double[][] result = new double[values.length][];
    for (int i = 0; i < values.length; i++) {
      result[i] = Arrays.stream(values[i]).map(x -> x * factor).toArray();
    }
    return result;
  }

  static double[][] copy(double[][] values) {
    return scaled(values, 1);
  }
}
