package dev.attune.experiments.pretraining;

import dev.attune.augmentation.AugmentationRandom;
import dev.attune.datasets.Dataset;
import dev.attune.datasets.Item;
import dev.attune.datasets.Selection;
import dev.attune.datasets.split.EvaluationSplit;
import dev.attune.datasets.split.SplitPlan;
import dev.attune.experiments.config.DataConfig;
import dev.attune.experiments.config.DataSource;
import dev.attune.experiments.config.PretrainingConfig;
import dev.attune.experiments.modality.Media;
import dev.attune.experiments.modality.Modality;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The items of a pretraining that can be used, taken apart.
 *
 * @param data the items; each has the modality, in a file that decodes
 * @param plan its splits
 * @param classes of all items, sorted
 * @param seen which training items' labels methods may see
 * @param train positions of the items that are trained on
 */
public record PretrainingData(
    Dataset data, SplitPlan plan, List<String> classes, BitSet seen, List<Integer> train) {

  /** Selects rows, checks every file, plans the splits and draws the labels that may be seen. */
  static PretrainingData of(Dataset read, PretrainingConfig config, Media media, boolean strict) {
    DataConfig settings = config.data();
    String modality = config.modality();
    Media.Check check = media.check(config);
    Dataset usable =
        Selection.apply(read, settings.select())
            .verified(item -> lacks(item, modality).or(() -> check.problem(item)));
    boolean manifest = settings.source() instanceof DataSource.ManifestFile file && file.strict();
    if (strict || manifest) {
      usable.strict();
    }
    SplitPlan plan = settings.split().plan(usable, settings.captions(), settings.splitSeed());
    TreeSet<String> classes = new TreeSet<>();
    usable.items().forEach(item -> item.label().ifPresent(classes::add));
    BitSet seen = seen(usable, plan.train(), config);
    List<Integer> train =
        config.unlabelled() ? plan.train() : plan.train().stream().filter(seen::get).toList();
    return new PretrainingData(usable, plan, List.copyOf(classes), seen, train);
  }

  private static Optional<String> lacks(Item item, String modality) {
    return Modality.has(item, modality)
        ? Optional.empty()
        : Optional.of("expected " + modality + ", found none");
  }

  /** The share of each class, rounded, at least one item. */
  private static BitSet seen(Dataset data, List<Integer> train, PretrainingConfig config) {
    Map<String, List<Integer>> byClass = new TreeMap<>();
    for (int i : train) {
      data.item(i)
          .label()
          .ifPresent(label -> byClass.computeIfAbsent(label, l -> new ArrayList<>()).add(i));
    }
    AugmentationRandom random = new AugmentationRandom(config.data().splitSeed());
    BitSet seen = new BitSet();
    for (List<Integer> items : byClass.values()) {
      long wanted = Math.max(1, Math.round(config.labelledShare() * items.size()));
      for (int i = 0; i < wanted; i++) {
        int other = i + random.nextInt(items.size() - i);
        seen.set(items.get(other));
        items.set(other, items.get(i));
      }
    }
    return seen;
  }

  /** The class of an item, from 0; empty if it has none. */
  OptionalInt label(int position) {
    Optional<String> label = data.item(position).label();
    return label.isPresent() ? OptionalInt.of(classes.indexOf(label.get())) : OptionalInt.empty();
  }

  /** Its class, if methods may see it. */
  OptionalInt seenLabel(int position) {
    return seen.get(position) ? label(position) : OptionalInt.empty();
  }

  /** Items of the validation part; none if there is no such part. */
  List<Integer> validation() {
    return plan.validation().map(EvaluationSplit::gallery).orElse(List.of());
  }

  /** Items by split, that of validation and of training left out. */
  Map<String, List<Integer>> tests() {
    Map<String, List<Integer>> tests = new LinkedHashMap<>();
    for (EvaluationSplit split : plan.evaluations()) {
      if (!split.name().equals(SplitPlan.VALIDATION)) {
        tests.put(split.name(), split.gallery());
      }
    }
    return tests;
  }

  /** Every item once, by split. */
  Map<String, List<Integer>> splits() {
    Map<String, List<Integer>> splits = new LinkedHashMap<>();
    splits.put("train", plan.train());
    plan.evaluations().forEach(split -> splits.put(split.name(), split.gallery()));
    return splits;
  }

  /** What an item shows: its file, or its first text. */
  String content(int position, String modality) {
    Item item = data.item(position);
    return modality.equals("text") ? item.texts().get(0) : Modality.file(item, modality);
  }
}
