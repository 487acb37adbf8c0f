package dev.attune.evaluation;

import java.util.Arrays;

/**
 * Where a query's relevant columns stand, up to the order of equal scores. Columns of one score
 * form a group; every order inside a group is equally likely, and each figure here is its exact
 * expectation over these orders. Groups without a relevant column only push others back, so that
 * one pass over the scores is enough, without sorting them.
 */
final class TiedRanking {
  private final int groups;

  /** Columns that stand before the group. */
  private final int[] ahead;

  private final int[] size;
  private final int[] relevant;
  private final double[] gain;

  /** The grades, best first. */
  private final double[] ideal;

  /**
   * Ranks one row.
   *
   * @param query named in errors
   * @param scores one a column, higher is better
   * @param columns the relevant columns
   * @param grades their grades, above 0
   */
  TiedRanking(int query, double[] scores, int[] columns, double[] grades) {
    double[] levels = levels(scores, columns);
    groups = levels.length;
    ahead = new int[groups];
    size = new int[groups];
    relevant = new int[groups];
    gain = new double[groups];
    count(query, scores, levels);
    for (int i = 0; i < columns.length; i++) {
      int group = firstNotAbove(levels, scores[columns[i]]);
      relevant[group]++;
      gain[group] += grades[i];
    }
    ideal = descending(grades);
  }

  /** The distinct scores of the relevant columns, best first. */
  private static double[] levels(double[] scores, int[] columns) {
    double[] sorted = new double[columns.length];
    for (int i = 0; i < columns.length; i++) {
      // Adding 0 turns -0.0 into 0.0: equal numbers are one level, however they are sorted.
      sorted[i] = scores[columns[i]] + 0.0;
    }
    sorted = descending(sorted);
    int distinct = 1;
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i] != sorted[distinct - 1]) {
        sorted[distinct++] = sorted[i];
      }
    }
    return Arrays.copyOf(sorted, distinct);
  }

  private static double[] descending(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    for (int i = 0, j = sorted.length - 1; i < j; i++, j--) {
      double low = sorted[i];
      sorted[i] = sorted[j];
      sorted[j] = low;
    }
    return sorted;
  }

  private void count(int query, double[] scores, double[] levels) {
    int[] firstBehind = new int[groups + 1];
    for (int c = 0; c < scores.length; c++) {
      double score = scores[c];
      if (Double.isNaN(score)) {
        throw new IllegalArgumentException(
            "scores: row " + query + ", column " + c + ": expected a number, found NaN");
      }
      int level = firstNotAbove(levels, score);
      if (level < groups && levels[level] == score) {
        size[level]++;
        firstBehind[level + 1]++;
      } else {
        firstBehind[level]++;
      }
    }
    int before = 0;
    for (int g = 0; g < groups; g++) {
      before += firstBehind[g];
      ahead[g] = before;
    }
  }

  /** Index of the first level that is not above the score; {@code levels.length} if all are. */
  private static int firstNotAbove(double[] levels, double score) {
    int low = 0;
    int high = levels.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (levels[middle] > score) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Whether a relevant column has the score of one that is not. */
  boolean tied() {
    for (int g = 0; g < groups; g++) {
      if (size[g] > relevant[g]) {
        return true;
      }
    }
    return false;
  }

  /**
   * Expected rank, from 1, of the first relevant column: r of m in random order start at
   * (m+1)/(r+1).
   */
  double firstRank() {
    return ahead[0] + (size[0] + 1.0) / (relevant[0] + 1.0);
  }

  /** Expected number of relevant columns among the first k. */
  private double found(int k) {
    double found = 0;
    for (int g = 0; g < groups; g++) {
      found += relevant[g] * within(g, k) / (double) size[g];
    }
    return found;
  }

  /** How many places of the group lie among the first k. */
  private int within(int group, int k) {
    return Math.max(0, Math.min(size[group], k - ahead[group]));
  }

  double precision(int k) {
    return found(k) / k;
  }

  double recall(int k) {
    return found(k) / ideal.length;
  }

  double hitRate(int k) {
    return overFirst(k, false);
  }

  double reciprocalRank(int k) {
    return overFirst(k, true);
  }

  /**
   * Sums over the place j of the first relevant column inside the first group: of m columns with r
   * relevant, P(1) = r/m and P(j+1) = P(j)·(m−j−r+1)/(m−j).
   */
  private double overFirst(int k, boolean reciprocal) {
    int m = size[0];
    int r = relevant[0];
    int last = Math.min(m - r + 1, k - ahead[0]);
    if (!reciprocal && last == m - r + 1) {
      return 1;
    }
    double sum = 0;
    double probability = r / (double) m;
    for (int j = 1; j <= last; j++) {
      sum += reciprocal ? probability / (ahead[0] + j) : probability;
      probability *= (m - j - r + 1.0) / (m - j);
    }
    return sum;
  }

  /**
   * Expected average precision. At place j of a group of m with r relevant, a relevant column
   * stands with probability r/m, and then on average (j−1)(r−1)/(m−1) of the others stand before
   * it.
   */
  double averagePrecision(int k) {
    double sum = 0;
    int foundBefore = 0;
    for (int g = 0; g < groups; g++) {
      double share = relevant[g] / (double) size[g];
      double others = size[g] == 1 ? 0 : (relevant[g] - 1.0) / (size[g] - 1.0);
      int places = within(g, k);
      for (int j = 1; j <= places; j++) {
        sum += share * (foundBefore + 1 + (j - 1) * others) / (ahead[g] + j);
      }
      foundBefore += relevant[g];
    }
    return sum / Math.min(ideal.length, k);
  }

  /** Expected discounted gain, linear in the grade, over that of the ideal order. */
  double discountedGain(int k) {
    double sum = 0;
    for (int g = 0; g < groups; g++) {
      double mean = gain[g] / size[g];
      int places = within(g, k);
      for (int j = 1; j <= places; j++) {
        sum += mean * discount(ahead[g] + j);
      }
    }
    double best = 0;
    for (int i = 0; i < Math.min(ideal.length, k); i++) {
      best += ideal[i] * discount(i + 1);
    }
    return sum / best;
  }

  private static double discount(int rank) {
    return Math.log(2) / Math.log(rank + 1.0);
  }
}
