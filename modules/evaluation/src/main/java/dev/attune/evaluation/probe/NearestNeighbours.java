package dev.attune.evaluation.probe;

import dev.attune.evaluation.Scores;
import dev.attune.evaluation.UnitRows;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Classification by the nearest training rows in cosine (arXiv:1805.01978): each of the k nearest
 * votes for its class with exp(cosine / temperature).
 *
 * @param k neighbours that vote, at least 1; all rows if there are fewer
 * @param temperature of the votes; infinity for one vote each
 */
public record NearestNeighbours(int k, double temperature) {
  private static final int BLOCK = 16;
  private static final int MOST_PARTS = 32;

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
    return predict(List.of(this), training, rows).get(0);
  }

  /**
   * What several votes say, whose neighbours are looked for once.
   *
   * @param votes at least one
   * @param training rows that vote
   * @param rows {@code [rows, width]}
   * @return a class each row, by the order of {@code votes}
   */
  public static List<int[]> predict(
      List<NearestNeighbours> votes, LabelledRows training, float[][] rows) {
    Scores cosines = Scores.dot(UnitRows.of(rows), UnitRows.of(training.features()));
    List<int[]> predicted = votes.stream().map(vote -> new int[rows.length]).toList();
    int blocks = (rows.length + BLOCK - 1) / BLOCK;
    int parts = Math.min(MOST_PARTS, blocks);
    IntStream.range(0, parts)
        .parallel()
        .forEach(
            part -> {
              // One array for all of a part's blocks: a fresh one would lie in no cache.
              double[][] near = new double[BLOCK][training.size()];
              for (int b = part * blocks / parts; b < (part + 1) * blocks / parts; b++) {
                int from = b * BLOCK;
                double[][] some = Arrays.copyOf(near, Math.min(BLOCK, rows.length - from));
                cosines.rows(from, some);
                for (int i = 0; i < some.length; i++) {
                  vote(votes, some[i], training.labels(), predicted, from + i);
                }
              }
            });
    return predicted;
  }

  private static void vote(
      List<NearestNeighbours> votes,
      double[] cosines,
      int[] labels,
      List<int[]> predicted,
      int row) {
    int most = Collections.max(votes.stream().map(NearestNeighbours::k).toList());
    int[] nearest = nearest(cosines, most);
    int classes = IntStream.of(nearest).map(i -> labels[i]).max().orElseThrow() + 1;
    for (int v = 0; v < votes.size(); v++) {
      predicted.get(v)[row] = votes.get(v).vote(cosines, nearest, labels, new double[classes]);
    }
  }

  private int vote(double[] cosines, int[] nearest, int[] labels, double[] votes) {
    int voters = Math.min(k, nearest.length);
    for (int i = 0; i < voters; i++) {
      // Less the nearest: small temperatures would overflow.
      votes[labels[nearest[i]]] +=
          Math.exp((cosines[nearest[i]] - cosines[nearest[0]]) / temperature);
    }
    int best = labels[nearest[0]];
    for (int i = 0; i < voters; i++) {
      best = votes[labels[nearest[i]]] > votes[best] ? labels[nearest[i]] : best;
    }
    return best;
  }

  /** The nearest rows, nearest first, by insertion into a short list. */
  private static int[] nearest(double[] cosines, int most) {
    int[] nearest = new int[Math.min(most, cosines.length)];
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
