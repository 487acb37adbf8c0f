package dev.attune.experiments.run;

import dev.attune.datasets.Dataset;
import dev.attune.datasets.Item;
import dev.attune.datasets.split.EvaluationSplit;
import dev.attune.datasets.split.Query;
import dev.attune.datasets.split.SplitPlan;
import dev.attune.experiments.config.DataSource;
import dev.attune.experiments.config.ExperimentConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The items of an experiment that can be used, taken apart.
 *
 * @param data the items; each has an image that decodes and a caption
 * @param plan which are trained on and which are asked about
 */
record ExperimentData(Dataset data, SplitPlan plan) {
  /** Name of the split of items that are trained on and not asked about. */
  static final String TRAIN = "train";

  /** Checks every image and plans the splits. */
  static ExperimentData of(Dataset read, ExperimentConfig config, boolean strict) {
    ImageCheck images = new ImageCheck();
    Dataset usable = read.verified(item -> problem(item, images));
    if (strict
        || (config.data().source() instanceof DataSource.ManifestFile manifest
            && manifest.strict())) {
      usable.strict();
    }
    SplitPlan plan =
        config.data().split().plan(usable, config.data().captions(), config.data().splitSeed());
    return new ExperimentData(usable, plan);
  }

  private static Optional<String> problem(Item item, ImageCheck images) {
    return item.texts().isEmpty()
        ? Optional.of("expected an image and a text, found no text")
        : images.problem(item);
  }

  /** The splits that are measured: the plan's, those without queries left out. */
  List<EvaluationSplit> measured() {
    return plan.evaluations().stream().filter(split -> !split.queries().isEmpty()).toList();
  }

  /**
   * Every item once, under the split that asks about it, or under {@value #TRAIN}: what the run's
   * embeddings hold.
   */
  List<EvaluationSplit> everyItemOnce(ExperimentConfig config) {
    Map<String, List<Query>> queries = new LinkedHashMap<>();
    Map<String, Set<Integer>> items = new LinkedHashMap<>();
    Set<Integer> taken = new LinkedHashSet<>();
    for (EvaluationSplit split : measured()) {
      for (Query query : split.queries()) {
        if (taken.add(query.item())
            || items.getOrDefault(split.name(), Set.of()).contains(query.item())) {
          items.computeIfAbsent(split.name(), s -> new LinkedHashSet<>()).add(query.item());
          queries.computeIfAbsent(split.name(), s -> new ArrayList<>()).add(query);
        }
      }
    }
    for (int i = 0; i < data.size(); i++) {
      if (taken.add(i)) {
        items.computeIfAbsent(TRAIN, s -> new LinkedHashSet<>()).add(i);
        List<Query> captions = queries.computeIfAbsent(TRAIN, s -> new ArrayList<>());
        for (String caption : config.data().captions().evaluationCaptions(data.item(i))) {
          captions.add(new Query(i, caption));
        }
      }
    }
    List<EvaluationSplit> splits = new ArrayList<>();
    items.forEach(
        (name, members) ->
            splits.add(
                new EvaluationSplit(name, queries.get(name), Map.of(name, List.copyOf(members)))));
    return splits;
  }
}
