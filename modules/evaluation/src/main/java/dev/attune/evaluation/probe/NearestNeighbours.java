package dev.attune.evaluation.probe;

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
    List<float[][]> others = List.<float[][]>of(rows);
    Neighbours found = NeighbourSearch.of(training.features(), others, most(votes)).get(0);
    return predict(votes, found, training.labels());
  }

  /** The most neighbours that one of the votes asks for. */
  static int most(List<NearestNeighbours> votes) {
    return Collections.max(votes.stream().map(NearestNeighbours::k).toList());
  }

  /** The same from neighbours that are known, {@link #most} of each row. */
  static List<int[]> predict(List<NearestNeighbours> votes, Neighbours found, int... labels) {
    return votes.stream().map(vote -> vote.predict(found, labels)).toList();
  }

  private int[] predict(Neighbours found, int... labels) {
    int[] predicted = new int[found.rows().length];
    int classes = IntStream.of(labels).max().orElseThrow() + 1;
    for (int i = 0; i < predicted.length; i++) {
      predicted[i] = vote(found.cosines()[i], found.rows()[i], labels, new double[classes]);
    }
    return predicted;
  }

  private int vote(double[] cosines, int[] nearest, int[] labels, double[] votes) {
    int voters = Math.min(k, nearest.length);
    for (int i = 0; i < voters; i++) {
      // Less the nearest: small temperatures would overflow.
      votes[labels[nearest[i]]] += Math.exp((cosines[i] - cosines[0]) / temperature);
    }
    int best = labels[nearest[0]];
    for (int i = 0; i < voters; i++) {
      best = votes[labels[nearest[i]]] > votes[best] ? labels[nearest[i]] : best;
    }
    return best;
  }
}
