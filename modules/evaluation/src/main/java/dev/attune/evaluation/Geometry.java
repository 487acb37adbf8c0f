package dev.attune.evaluation;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * How embeddings lie in their space. Measures of one array describe the left one. What the arrays
 * do not allow (a row of zeros where rows are normalised, other widths or numbers of rows where
 * they are compared, no spread where spread is divided by) is left out.
 */
public final class Geometry {
  private Geometry() {}

  /**
   * Measures one array.
   *
   * @param left {@code [rows, width]}
   * @return {@code uniformity rank_me effective_rank std_mean}, as far as the array allows
   * @throws IllegalArgumentException if rows differ in width or a number is not finite
   */
  public static Map<String, Double> of(double[][] left) {
    Map<String, Double> results = new LinkedHashMap<>();
    requireMatrix("left", left);
    double[][] unit = unit(left);
    ofLeft(left, unit, results);
    putStdMean(unit, results);
    return results;
  }

  /**
   * Measures one array and its relation to another.
   *
   * @param left {@code [rows, width]}
   * @param right {@code [rows, width]}; rows of one number are partners
   * @return {@code alignment uniformity rank_me effective_rank linear_cka modality_gap std_mean},
   *     as far as the arrays allow
   * @throws IllegalArgumentException if rows of an array differ in width or a number is not finite
   */
  public static Map<String, Double> of(double[][] left, double[][] right) {
    requireMatrix("left", left);
    requireMatrix("right", right);
    double[][] unitLeft = unit(left);
    double[][] unitRight = unit(right);
    boolean sameWidth = left.length > 0 && right.length > 0 && left[0].length == right[0].length;
    boolean comparable = sameWidth && unitLeft.length > 0 && unitRight.length > 0;
    Map<String, Double> results = new LinkedHashMap<>();
    if (comparable && left.length == right.length) {
      results.put("alignment", alignment(unitLeft, unitRight));
    }
    ofLeft(left, unitLeft, results);
    if (left.length == right.length && left.length > 0) {
      putFinite(results, "linear_cka", linearCka(left, right));
    }
    if (comparable) {
      results.put("modality_gap", distance(means(unitLeft), means(unitRight)));
    }
    putStdMean(unitLeft, results);
    return results;
  }

  private static void ofLeft(double[][] left, double[][] unit, Map<String, Double> results) {
    if (unit.length > 1) {
      results.put("uniformity", uniformity(unit));
    }
    if (left.length > 0) {
      putFinite(results, "rank_me", rankMe(left));
      putFinite(results, "effective_rank", effectiveRank(left));
    }
  }

  private static void putStdMean(double[][] unit, Map<String, Double> results) {
    if (unit.length > 0) {
      results.put("std_mean", stdMean(unit));
    }
  }

  private static void putFinite(Map<String, Double> results, String key, double value) {
    if (Double.isFinite(value)) {
      results.put(key, value);
    }
  }

  static void requireMatrix(String side, double[][] rows) {
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].length == 0 || rows[i].length != rows[0].length) {
        throw new IllegalArgumentException(
            "geometry: "
                + side
                + " row "
                + i
                + ": expected width "
                + Math.max(1, rows[0].length)
                + ", found "
                + rows[i].length);
      }
      for (int j = 0; j < rows[i].length; j++) {
        if (!Double.isFinite(rows[i][j])) {
          throw new IllegalArgumentException(
              "geometry: "
                  + side
                  + " row "
                  + i
                  + ", column "
                  + j
                  + ": expected a finite number, found "
                  + rows[i][j]);
        }
      }
    }
  }

  /** Rows at length 1; none at all if there is a row of zeros. */
  private static double[][] unit(double[][] rows) {
    double[][] unit = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      double norm = Math.sqrt(squares(rows[i]));
      if (norm == 0) {
        return new double[0][];
      }
      unit[i] = Arrays.stream(rows[i]).map(x -> x / norm).toArray();
    }
    return unit;
  }

  private static double squares(double[] row) {
    double sum = 0;
    for (double x : row) {
      sum += x * x;
    }
    return sum;
  }

  private static double squaredDistance(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
  }

  private static double distance(double[] a, double[] b) {
    return Math.sqrt(squaredDistance(a, b));
  }

  /** Mean squared distance of partners (Wang and Isola, arXiv 2005.10242, α = 2). */
  private static double alignment(double[][] left, double[][] right) {
    return IntStream.range(0, left.length)
        .mapToDouble(i -> squaredDistance(left[i], right[i]))
        .average()
        .orElseThrow();
  }

  /** Logarithm of the mean Gaussian potential over pairs (arXiv 2005.10242, t = 2). */
  private static double uniformity(double[][] unit) {
    double[] sums =
        IntStream.range(0, unit.length)
            .parallel()
            .mapToDouble(
                i -> {
                  double sum = 0;
                  for (int j = i + 1; j < unit.length; j++) {
                    sum += Math.exp(-2 * squaredDistance(unit[i], unit[j]));
                  }
                  return sum;
                })
            .toArray();
    double pairs = unit.length * (unit.length - 1.0) / 2;
    // Summed in order, so that the figure does not depend on the threads.
    return Math.log(DoubleStream.of(sums).sum() / pairs);
  }

  /** Exponential of the entropy of the normalised singular values (arXiv 2210.02885, ε = 0). */
  private static double rankMe(double[][] rows) {
    double[] values = SingularValues.of(rows);
    double total = Arrays.stream(values).sum();
    if (total == 0) {
      return Double.NaN;
    }
    double entropy = 0;
    for (double value : values) {
      double share = value / total;
      entropy -= share > 0 ? share * Math.log(share) : 0;
    }
    return Math.exp(entropy);
  }

  /** (Σλ)² / Σλ² of the covariance's eigenvalues, from its trace and its Frobenius norm. */
  private static double effectiveRank(double[][] rows) {
    double[][] covariance = CrossProduct.of(centred(rows), centred(rows));
    double trace = 0;
    for (int i = 0; i < covariance.length; i++) {
      trace += covariance[i][i];
    }
    return spread(rows) ? trace * trace / frobeniusSquared(covariance) : Double.NaN;
  }

  /**
   * ‖YᵀX‖² / (‖XᵀX‖ ‖YᵀY‖) on centred columns (Kornblith et al., arXiv 1905.00414); NaN without
   * spread.
   */
  static double linearCka(double[][] left, double[][] right) {
    if (!spread(left) || !spread(right)) {
      return Double.NaN;
    }
    double[][] x = centred(left);
    double[][] y = centred(right);
    return frobeniusSquared(CrossProduct.of(y, x))
        / Math.sqrt(
            frobeniusSquared(CrossProduct.of(x, x)) * frobeniusSquared(CrossProduct.of(y, y)));
  }

  /** Whether any row differs from the first: asked before rounding, which centring brings. */
  private static boolean spread(double[][] rows) {
    return Arrays.stream(rows).anyMatch(row -> !Arrays.equals(row, rows[0]));
  }

  private static double frobeniusSquared(double[][] matrix) {
    return Arrays.stream(matrix).mapToDouble(Geometry::squares).sum();
  }

  /** Mean over dimensions of the biased deviation; 1/√width is full spread. */
  private static double stdMean(double[][] unit) {
    double[][] centred = centred(unit);
    double sum = 0;
    for (int j = 0; j < centred[0].length; j++) {
      double squares = 0;
      for (double[] row : centred) {
        squares += row[j] * row[j];
      }
      sum += Math.sqrt(squares / centred.length);
    }
    return sum / centred[0].length;
  }

  private static double[] means(double[][] rows) {
    double[] means = new double[rows[0].length];
    for (double[] row : rows) {
      for (int j = 0; j < means.length; j++) {
        means[j] += row[j];
      }
    }
    return Arrays.stream(means).map(sum -> sum / rows.length).toArray();
  }

  private static double[][] centred(double[][] rows) {
    double[] means = means(rows);
    double[][] centred = new double[rows.length][means.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < means.length; j++) {
        centred[i][j] = rows[i][j] - means[j];
      }
    }
    return centred;
  }
}
