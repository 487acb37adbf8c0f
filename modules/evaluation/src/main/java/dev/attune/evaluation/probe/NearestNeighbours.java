package dev.attune.evaluation.probe;

import dev.attune.evaluation.Scores;
import dev.attune.evaluation.UnitRows;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Classification by the nearest training rows in cosine (arXiv:1805.01978): each of the k nearest
 * votes for its class with exp(cosine / temperature).
 *
 * @param k neighbours that vote, at least 1; all rows if there are fewer
 * @param temperature of the votes; infinity for one vote each
 */
public record NearestNeighbours(int k, double temperature) {
  private static final int BLOCK = 64;

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if {@code k < 1} or the temperature is not above 0
   */
  public NearestNeighbours {
    if (k < 1) {
      throw new IllegalArgumentException("k: expected 1 or more, found " + k);
    }
    if (!(temperature > 0)) {
      throw new IllegalArgumentException(
          "temperature: expected a positive number, found " + temperature);
    }
  }

  /** One vote each. */
  public static NearestNeighbours majority(int k) {
    return new NearestNeighbours(k, Double.POSITIVE_INFINITY);
  }

  /**
   * The class of each row with the most votes; of equal ones that of the nearest.
   *
   * @param training rows that vote; of equally near ones the first do
   * @param rows {@code [rows, width]}
   */
  public int[] predict(LabelledRows training, float[][] rows) {
    Scores cosines = Scores.dot(UnitRows.of(rows), UnitRows.of(training.features()));
    int[] predicted = new int[rows.length];
    int blocks = (rows.length + BLOCK - 1) / BLOCK;
    IntStream.range(0, blocks)
        .parallel()
        .forEach(
            block -> {
              int from = block * BLOCK;
              double[][] near = new double[Math.min(BLOCK, rows.length - from)][training.size()];
              cosines.rows(from, near);
              for (int i = 0; i < near.length; i++) {
                predicted[from + i] = vote(near[i], training.labels());
              }
            });
    return predicted;
  }

  private int vote(double[] cosines, int[] labels) {
    int[] nearest = nearest(cosines);
    double[] votes = new double[Arrays.stream(labels).max().orElseThrow() + 1];
    for (int row : nearest) {
      // Less the nearest: small temperatures would overflow.
      votes[labels[row]] += Math.exp((cosines[row] - cosines[nearest[0]]) / temperature);
    }
    int best = labels[nearest[0]];
    for (int row : nearest) {
      best = votes[labels[row]] > votes[best] ? labels[row] : best;
    }
    return best;
  }

  /** The k nearest rows, nearest first, by insertion into a short list. */
  private int[] nearest(double... cosines) {
    int[] nearest = new int[Math.min(k, cosines.length)];
    int count = 0;
    for (int row = 0; row < cosines.length; row++) {
      if (count == nearest.length && cosines[row] <= cosines[nearest[count - 1]]) {
        continue;
      }
      int at = count < nearest.length ? count++ : count - 1;
      while (at > 0 && cosines[nearest[at - 1]] < cosines[row]) {
        nearest[at] = nearest[at - 1];
        at--;
      }
      nearest[at] = row;
    }
    return nearest;
  }
}
