package dev.attune.datasets.split;

import dev.attune.datasets.Dataset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Shares of the groups, drawn at random; what is left is trained on.
 *
 * @param shares share of the groups by the name of the split, in order
 */
public record GroupShares(Map<String, Double> shares) implements SplitRule {

  /**
   * Checks the shares.
   *
   * @throws IllegalArgumentException if one is negative, or they leave nothing to train on
   */
  public GroupShares {
    shares = Collections.unmodifiableMap(new LinkedHashMap<>(shares));
    shares.forEach(GroupShares::share);
    share("sum of the shares", shares.values().stream().mapToDouble(Double::doubleValue).sum());
  }

  @Override
  public SplitPlan plan(Dataset data, CaptionSampler captions, long seed) {
    Evaluations evaluations = new Evaluations(data, captions);
    Groups groups = Groups.shuffled(data, seed);
    List<EvaluationSplit> splits = new ArrayList<>();
    int from = 0;
    for (Map.Entry<String, Double> share : shares.entrySet()) {
      int to = Math.min(groups.size(), from + groups.count(share.getValue(), groups.size()));
      splits.add(evaluations.own(share.getKey(), groups.items(from, to)));
      from = to;
    }
    return new SplitPlan(evaluations.trainable(groups.items(from, groups.size())), splits);
  }

  static void share(String name, double share) {
    if (!(share >= 0 && share < 1)) {
      throw new IllegalArgumentException(
          name + ": expected a share of 0 or more and below 1, found " + share);
    }
  }
}
