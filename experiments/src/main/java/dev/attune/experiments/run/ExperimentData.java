package dev.attune.experiments.run;

import dev.attune.datasets.Dataset;
import dev.attune.datasets.Item;
import dev.attune.datasets.Selection;
import dev.attune.datasets.split.EvaluationSplit;
import dev.attune.datasets.split.Query;
import dev.attune.datasets.split.SplitPlan;
import dev.attune.experiments.config.DataConfig;
import dev.attune.experiments.config.DataSource;
import dev.attune.experiments.config.ExperimentConfig;
import dev.attune.experiments.modality.Media;
import dev.attune.experiments.modality.Modality;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The items of an experiment that can be used, taken apart.
 *
 * @param data the items; each has two of the experiment's modalities or more, whose files decode
 * @param plan which are trained on and which are asked about
 * @param draw what an epoch goes through
 */
record ExperimentData(Dataset data, SplitPlan plan, DataConfig.Draw draw) {
  /** Name of the split of items that are trained on and not asked about. */
  static final String TRAIN = "train";

  /** Selects rows, checks every file and plans the splits. */
  static ExperimentData of(Dataset read, ExperimentConfig config, Media media, boolean strict) {
    DataConfig settings = config.data();
    List<String> modalities = config.modalities();
    Media.Check check = media.check(config);
    Dataset usable =
        Selection.apply(read, settings.select())
            .verified(item -> tooFew(item, modalities).or(() -> check.problem(item)));
    if (strict
        || (settings.source() instanceof DataSource.ManifestFile manifest && manifest.strict())) {
      usable.strict();
    }
    SplitPlan plan = settings.split().plan(usable, settings.captions(), settings.splitSeed());
    return new ExperimentData(usable, plan, settings.draw());
  }

  private static Optional<String> tooFew(Item item, List<String> modalities) {
    List<String> missing = modalities.stream().filter(m -> !Modality.has(item, m)).toList();
    if (modalities.size() - missing.size() > 1) {
      return Optional.empty();
    }
    return Optional.of(
        modalities.size() == 2
            ? "expected %s and %s, found no %s"
                .formatted(article(modalities.get(1)), article(modalities.get(0)), missing.get(0))
            : "expected two of %s, found no %s"
                .formatted(modalities, String.join(" and no ", missing)));
  }

  private static String article(String modality) {
    return modality.equals("text") ? "a text" : modality.equals("image") ? "an image" : "a sound";
  }

  /** The splits that are embedded: the plan's, those that ask nothing left out. */
  List<EvaluationSplit> measured() {
    return plan.evaluations().stream().filter(split -> Questions.asks(data, split)).toList();
  }

  /**
   * What is asked: the splits, and each language of theirs alone where there are several. Where an
   * epoch goes through concepts, a split as a whole holds each image once a language and is left
   * out.
   */
  Questions questions(List<EvaluationSplit> splits) {
    Set<String> languages = new TreeSet<>();
    data.items().forEach(item -> item.language().ifPresent(languages::add));
    if (languages.size() < 2) {
      return new Questions(data, splits);
    }
    List<EvaluationSplit> asked = new ArrayList<>();
    for (EvaluationSplit split : splits) {
      if (draw == DataConfig.Draw.ROWS) {
        asked.add(split);
      }
      for (String language : languages) {
        EvaluationSplit alone = alone(split, language);
        if (Questions.asks(data, alone)) {
          asked.add(alone);
        }
      }
    }
    return new Questions(data, asked);
  }

  private EvaluationSplit alone(EvaluationSplit split, String language) {
    Optional<String> wanted = Optional.of(language);
    List<Query> queries =
        split.queries().stream()
            .filter(query -> data.item(query.item()).language().equals(wanted))
            .toList();
    Map<String, List<Integer>> galleries = new LinkedHashMap<>();
    split
        .galleries()
        .forEach(
            (name, items) ->
                galleries.put(
                    name,
                    items.stream().filter(i -> data.item(i).language().equals(wanted)).toList()));
    return new EvaluationSplit(split.name() + "." + language, queries, galleries);
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
      queries.computeIfAbsent(split.name(), s -> new ArrayList<>());
      for (Query query : split.queries()) {
        if (taken.add(query.item())
            || items.getOrDefault(split.name(), Set.of()).contains(query.item())) {
          items.computeIfAbsent(split.name(), s -> new LinkedHashSet<>()).add(query.item());
          queries.get(split.name()).add(query);
        }
      }
      for (int i : split.gallery()) {
        if (data.item(i).texts().isEmpty() && taken.add(i)) {
          items.computeIfAbsent(split.name(), s -> new LinkedHashSet<>()).add(i);
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
