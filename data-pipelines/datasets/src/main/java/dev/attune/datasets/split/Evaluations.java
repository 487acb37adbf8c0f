package dev.attune.datasets.split;

import dev.attune.datasets.Dataset;
import dev.attune.datasets.Item;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The queries of some items over one data set and its captions. */
final class Evaluations {
  private final Dataset data;
  private final CaptionSampler captions;

  Evaluations(Dataset data, CaptionSampler captions) {
    this.data = data;
    this.captions = captions;
  }

  List<Query> queries(List<Integer> items) {
    List<Query> queries = new ArrayList<>();
    for (int i : items) {
      for (String caption : captions.evaluationCaptions(data.item(i))) {
        queries.add(new Query(i, caption));
      }
    }
    return queries;
  }

  /** The queries of trained items whose caption no training step can draw. */
  List<Query> unseen(List<Integer> items, List<Integer> train) {
    Set<String> trained = new HashSet<>();
    for (int i : train) {
      for (String text : data.item(i).texts()) {
        if (captions.canDraw(data.item(i), text)) {
          trained.add(Captions.plain(text));
        }
      }
    }
    return queries(items).stream()
        .filter(query -> !captions.canDraw(data.item(query.item()), query.caption()))
        .filter(query -> !trained.contains(Captions.plain(query.caption())))
        .toList();
  }

  List<Integer> trainable(List<Integer> items) {
    List<Integer> train = items.stream().filter(i -> trainable(data.item(i))).toList();
    if (train.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: expected items to train on, whose captions can be drawn if they have texts, found none among %d"
              .formatted(data.source(), data.size()));
    }
    return train;
  }

  private boolean trainable(Item item) {
    return captions.draws(item) || item.texts().isEmpty();
  }

  /** A split over its own items alone. */
  EvaluationSplit own(String name, List<Integer> items) {
    Map<String, List<Integer>> galleries = new LinkedHashMap<>();
    galleries.put(name, items);
    return new EvaluationSplit(name, queries(items), galleries);
  }
}
