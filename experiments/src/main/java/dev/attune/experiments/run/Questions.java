package dev.attune.experiments.run;

import dev.attune.datasets.Dataset;
import dev.attune.datasets.split.EvaluationSplit;
import dev.attune.datasets.split.Query;
import dev.attune.experiments.modality.Modality;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What some splits ask and show, modality by modality.
 *
 * @param data the items
 * @param splits those that ask something
 */
record Questions(Dataset data, List<EvaluationSplit> splits) {
  private static final String TEXT = "text";

  /** Whether a split asks anything: by a caption, or by an item that has no text to ask by. */
  static boolean asks(Dataset data, EvaluationSplit split) {
    return !split.queries().isEmpty()
        || split.gallery().stream().anyMatch(i -> data.item(i).texts().isEmpty());
  }

  /** What asks in a split: its captions, or the files of the items that its captions are of. */
  List<Entry> asking(EvaluationSplit split, String modality) {
    if (modality.equals(TEXT)) {
      return captions(split.queries());
    }
    Set<Integer> items = new LinkedHashSet<>();
    split.queries().forEach(query -> items.add(query.item()));
    split.gallery().stream().filter(i -> data.item(i).texts().isEmpty()).forEach(items::add);
    return files(items.stream().toList(), modality);
  }

  /**
   * What a split's questions are asked of: the files of a gallery, or captions.
   *
   * @param items of one of the split's galleries
   */
  List<Entry> gallery(EvaluationSplit split, List<Integer> items, String modality) {
    if (!modality.equals(TEXT)) {
      return files(items, modality);
    }
    if (items.equals(split.gallery())) {
      return captions(split.queries());
    }
    Set<Integer> there = Set.copyOf(items);
    return captions(
        splits.stream()
            .flatMap(other -> other.queries().stream())
            .filter(query -> there.contains(query.item()))
            .distinct()
            .toList());
  }

  /** The entries of items that have the other modality as well. */
  List<Entry> having(List<Entry> entries, String modality) {
    return entries.stream().filter(e -> Modality.has(data.item(e.item()), modality)).toList();
  }

  /** Everything that is asked or shown in a modality. */
  Set<Entry> all(String modality) {
    Set<Entry> all = new LinkedHashSet<>();
    for (EvaluationSplit split : splits) {
      split.galleries().values().forEach(items -> all.addAll(gallery(split, items, modality)));
      all.addAll(asking(split, modality));
    }
    return all;
  }

  private List<Entry> files(List<Integer> items, String modality) {
    return items.stream()
        .filter(i -> Modality.has(data.item(i), modality))
        .map(i -> new Entry(i, Modality.file(data.item(i), modality)))
        .toList();
  }

  private static List<Entry> captions(List<Query> queries) {
    return queries.stream().map(query -> new Entry(query.item(), query.caption())).toList();
  }
}
