package dev.attune.experiments.config;

import java.util.List;
import java.util.Set;

/**
 * How a pretrained encoder is judged by its items' labels.
 *
 * @param trainItems most training items that linear probes are fitted on, drawn at random; all if
 *     there are fewer
 * @param votingItems most training items that nearest neighbours are looked for among
 * @param testItems most items of each test split that are measured
 * @param neighbours numbers of neighbours that vote
 * @param strengths L2 penalties of the linear probe to choose from
 * @param labelsAClass labels a class of the few-label probe; a class with fewer ends the run
 * @param labelShares shares of all labels of the few-label probe
 * @param draws of the few labels
 * @param bootstrapResamples draws behind each 95 % interval
 */
public record ProbeConfig(
    int trainItems,
    int votingItems,
    int testItems,
    List<Integer> neighbours,
    List<Double> strengths,
    List<Integer> labelsAClass,
    List<Double> labelShares,
    int draws,
    int bootstrapResamples) {
  public static final ProbeConfig DEFAULTS =
      new ProbeConfig(
          20_000,
          60_000,
          10_000,
          List.of(1, 5, 20),
          List.of(1e-4, 1e-3, 1e-2, 1e-1, 1.0),
          List.of(1, 2, 5, 10, 50),
          List.of(0.01, 0.1, 1.0),
          3,
          1000);

  public ProbeConfig {
    neighbours = List.copyOf(neighbours);
    strengths = List.copyOf(strengths);
    labelsAClass = List.copyOf(labelsAClass);
    labelShares = List.copyOf(labelShares);
    Limits.atLeast(trainItems, 2, "train_items");
    Limits.atLeast(votingItems, 2, "voting_items");
    Limits.atLeast(testItems, 1, "test_items");
    Limits.atLeast(draws, 1, "draws");
    Limits.atLeast(bootstrapResamples, 1, "bootstrap_resamples");
    requireDistinct("neighbours", neighbours, neighbours.stream().allMatch(k -> k >= 1));
    requireDistinct("strengths", strengths, strengths.stream().allMatch(s -> s > 0));
    requireOnce("labels_a_class", labelsAClass);
    requireOnce("label_shares", labelShares);
    labelsAClass.forEach(count -> Limits.atLeast(count, 1, "labels_a_class"));
    for (double share : labelShares) {
      if (!(share > 0 && share <= 1)) {
        throw new IllegalArgumentException(
            "label_shares: expected more than 0 and at most 1, found " + share);
      }
    }
  }

  private static void requireOnce(String key, List<?> values) {
    if (Set.copyOf(values).size() < values.size()) {
      throw new IllegalArgumentException(key + ": expected each number once, found " + values);
    }
  }

  private static void requireDistinct(String key, List<?> values, boolean positive) {
    if (values.isEmpty() || !positive || Set.copyOf(values).size() < values.size()) {
      throw new IllegalArgumentException(
          key + ": expected one or more distinct positive numbers, found " + values);
    }
  }
}
