package dev.attune.datasets.split;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a model is asked: captions, and the items among which the right one is to be found.
 *
 * @param name name of the split, such as {@code unseen_caption}
 * @param queries the captions; several may belong to one item
 * @param galleries positions of items by the gallery's name; the first is the split's own, and each
 *     holds the items of all queries
 */
public record EvaluationSplit(
    String name, List<Query> queries, Map<String, List<Integer>> galleries) {

  public EvaluationSplit {
    queries = List.copyOf(queries);
    Map<String, List<Integer>> copy = new LinkedHashMap<>();
    galleries.forEach((key, items) -> copy.put(key, List.copyOf(items)));
    galleries = Collections.unmodifiableMap(copy);
  }

  /** The positions of the split's own gallery. */
  public List<Integer> gallery() {
    return galleries.values().iterator().next();
  }
}
