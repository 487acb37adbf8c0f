package dev.attune.evaluation;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How embeddings lie in their space. Measures of one array describe the left one. What the arrays
 * do not allow (a row of zeros where rows are normalised, other widths or numbers of rows where
 * they are compared, no spread where spread is divided by) is left out.
 */
public final class Geometry {
  /** Rows whose products with all others stand in memory together. */
  private static final int BLOCK = 8;

  private Geometry() {}

  /**
   * Measures one array.
   *
   * @param left {@code [rows, width]}
   * @return {@code uniformity rank_me effective_rank std_mean}, as far as the array allows
   * @throws IllegalArgumentException if rows differ in width or a number is not finite
   */
  public static Map<String, Double> of(double[][] left) {
    requireMatrix("left", left);
    return left.length == 0 ? new LinkedHashMap<>() : of(left, Centred.of(left));
  }

  /** The same of at least one row that is checked and centred. */
  static Map<String, Double> of(double[][] left, Centred centred) {
    Map<String, Double> results = new LinkedHashMap<>();
    double[][] unit = unit(left);
    putOfLeft(left, centred, unit, results);
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
    if (left.length > 0) {
      Centred centred = Centred.of(left);
      putOfLeft(left, centred, unitLeft, results);
      if (left.length == right.length) {
        putFinite(results, "linear_cka", linearCka(centred, Centred.of(right)));
      }
    }
    if (comparable) {
      results.put("modality_gap", modalityGap(unitLeft, unitRight));
    }
    putStdMean(unitLeft, results);
    return results;
  }

  private static void putOfLeft(
      double[][] left, Centred centred, double[][] unit, Map<String, Double> results) {
    if (unit.length > 1) {
      results.put("uniformity", uniformity(unit));
    }
    putFinite(results, "rank_me", rankMe(left));
    putFinite(results, "effective_rank", effectiveRank(centred));
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
  static double[][] unit(double[][] rows) {
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

  static double squares(double[] row) {
    double sum = 0;
    for (double x : row) {
      sum += x * x;
    }
    return sum;
  }

  static double squaredDistance(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
  }

  private static double distance(double[] a, double[] b) {
    return Math.sqrt(squaredDistance(a, b));
  }

  /** Distance of two sides' centroids. */
  static double modalityGap(double[][] unitLeft, double[][] unitRight) {
    return distance(means(unitLeft), means(unitRight));
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
    double pairs = unit.length * (unit.length - 1.0) / 2;
    return Math.log(potentials(unit, new int[unit.length], 1)[0][0] / pairs);
  }

  /**
   * Sums of the Gaussian potential over pairs i &lt; j.
   *
   * @param groups of each row
   * @param count of groups
   * @return {@code [count, count]}, by the groups of i and j
   */
  static double[][] potentials(double[][] unit, int[] groups, int count) {
    double[][] columns = CrossProduct.transposed(unit);
    double[][] ofRow = new double[unit.length][count];
    IntStream.range(0, (unit.length + BLOCK - 1) / BLOCK)
        .parallel()
        .forEach(block -> addPotentials(unit, columns, block * BLOCK, groups, ofRow));
    double[][] sums = new double[count][count];
    // Summed in order, so that the figure does not depend on the threads.
    for (int i = 0; i < unit.length; i++) {
      for (int g = 0; g < count; g++) {
        sums[groups[i]][g] += ofRow[i][g];
      }
    }
    return sums;
  }

  /** For some rows, the potentials of each with those behind it. */
  private static void addPotentials(
      double[][] unit, double[][] columns, int first, int[] groups, double[]... ofRow) {
    double[][] products = new double[Math.min(BLOCK, unit.length - first)][unit.length];
    for (int d = 0; d < columns.length; d += ScaledSums.PASS) {
      for (int i = 0; i < products.length; i++) {
        ScaledSums.add(products[i], columns, d, unit[first + i]);
      }
    }
    for (int i = 0; i < products.length; i++) {
      for (int j = first + i + 1; j < unit.length; j++) {
        // At length 1 the squared distance is 2 − 2 · the product.
        ofRow[first + i][groups[j]] += Math.exp(4 * products[i][j] - 4);
      }
    }
  }

  /** Exponential of the entropy of the normalised singular values (arXiv 2210.02885, ε = 0). */
  private static double rankMe(double[][] rows) {
    return rankMe(SingularValues.of(rows));
  }

  /** The same of singular values; NaN if all are 0. */
  static double rankMe(double... values) {
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
  private static double effectiveRank(Centred rows) {
    double trace = frobeniusSquared(rows.centred);
    return rows.spread ? trace * trace / rows.covariance : Double.NaN;
  }

  /**
   * ‖YᵀX‖² / (‖XᵀX‖ ‖YᵀY‖) on centred columns (Kornblith et al., arXiv 1905.00414); NaN without
   * spread.
   */
  static double linearCka(Centred x, Centred y) {
    if (!x.spread || !y.spread) {
      return Double.NaN;
    }
    return frobeniusSquared(CrossProduct.of(y.centred, x.centred))
        / Math.sqrt(x.covariance * y.covariance);
  }

  /**
   * Rows less their mean.
   *
   * @param means of the columns
   * @param spread whether there is any
   * @param covariance squared Frobenius norm of XᵀX
   */
  record Centred(double[][] centred, double[] means, boolean spread, double covariance) {
    static Centred of(double[][] rows) {
      double[][] centred = Geometry.centred(rows);
      return new Centred(
          centred,
          Geometry.means(rows),
          Geometry.spread(rows),
          frobeniusSquared(CrossProduct.of(centred, centred)));
    }
  }

  /** Whether any row differs from the first: asked before rounding, which centring brings. */
  private static boolean spread(double[][] rows) {
    return Arrays.stream(rows).anyMatch(row -> !Arrays.equals(row, rows[0]));
  }

  static double frobeniusSquared(double[][] matrix) {
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

  static double[] means(double[][] rows) {
    double[] means = new double[rows[0].length];
    for (double[] row : rows) {
      for (int j = 0; j < means.length; j++) {
        means[j] += row[j];
      }
    }
    return Arrays.stream(means).map(sum -> sum / rows.length).toArray();
  }

  static double[][] centred(double[][] rows) {
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
