package dev.attune.datasets.split;

import dev.attune.datasets.Dataset;
import dev.attune.datasets.Item;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The manifest's own {@code split} column. Rows of {@code train}, and rows without a split, are
 * trained on; {@code val}, {@code valid} and {@code dev} are read as {@code validation}.
 */
public record ManifestSplits() implements SplitRule {
  /** Name of the part that is trained on. */
  public static final String TRAIN = "train";

  private static final Set<String> VALIDATION_NAMES = Set.of("val", "valid", "dev");

  @Override
  public SplitPlan plan(Dataset data, CaptionSampler captions, long seed) {
    Evaluations evaluations = new Evaluations(data, captions);
    Map<String, List<Integer>> items = new LinkedHashMap<>();
    items.put(TRAIN, new ArrayList<>());
    Map<String, Item> firstOfGroup = new HashMap<>();
    for (int i = 0; i < data.size(); i++) {
      Item item = data.item(i);
      Item first = firstOfGroup.putIfAbsent(Groups.key(item), item);
      if (first != null && !split(first).equals(split(item))) {
        throw new IllegalArgumentException(
            "%s:%d: group `%s` expected in one split, found in `%s` (line %d) and `%s`"
                .formatted(
                    data.source(),
                    item.line(),
                    item.group().orElse(item.id()),
                    split(first),
                    first.line(),
                    split(item)));
      }
      items.computeIfAbsent(split(item), name -> new ArrayList<>()).add(i);
    }
    List<Integer> train = evaluations.trainable(items.remove(TRAIN));
    List<EvaluationSplit> splits = new ArrayList<>();
    items.forEach((name, members) -> splits.add(evaluations.own(name, members)));
    return new SplitPlan(train, splits);
  }

  private static String split(Item item) {
    String name = item.split().orElse(TRAIN);
    return VALIDATION_NAMES.contains(name) ? SplitPlan.VALIDATION : name;
  }
}
