package dev.attune.experiments.run;

import dev.attune.datasets.Dataset;
import dev.attune.datasets.split.EvaluationSplit;
import dev.attune.datasets.split.Query;
import dev.attune.evaluation.EmbeddingSet;
import dev.attune.image.ImageEncoder;
import dev.attune.text.TextEncoder;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Vectors of the images and captions of some splits.
 *
 * @param images by the item's position in the data set
 * @param texts by query
 */
record Embedded(Map<Integer, float[]> images, Map<Query, float[]> texts) {

  /** Embeds the images of all galleries and the captions of all queries. */
  static Embedded of(
      Dataset data, Collection<EvaluationSplit> splits, ImageEncoder images, TextEncoder texts) {
    Set<Integer> items = new LinkedHashSet<>();
    Set<Query> queries = new LinkedHashSet<>();
    for (EvaluationSplit split : splits) {
      split.galleries().values().forEach(items::addAll);
      queries.addAll(split.queries());
    }
    List<Path> files = items.stream().map(i -> data.item(i).image().orElseThrow()).toList();
    List<String> captions = queries.stream().map(Query::caption).toList();
    return new Embedded(
        joined(items, images.embedFiles(files)), joined(queries, texts.embed(captions)));
  }

  /** Vectors by what they stand for. */
  static <K> Map<K, float[]> joined(Collection<K> keys, float[][] vectors) {
    Map<K, float[]> joined = new LinkedHashMap<>();
    for (K key : keys) {
      joined.put(key, vectors[joined.size()]);
    }
    return joined;
  }

  /** The images of some items as one side of a retrieval. */
  EmbeddingSet images(String name, Dataset data, List<Integer> items) {
    List<String> ids = items.stream().map(i -> data.item(i).id()).toList();
    return new EmbeddingSet(name, ids, items.stream().map(images::get).toArray(float[][]::new));
  }

  /** Captions as one side of a retrieval. */
  EmbeddingSet texts(String name, Dataset data, List<Query> queries) {
    List<String> ids = queries.stream().map(q -> data.item(q.item()).id()).toList();
    return new EmbeddingSet(name, ids, queries.stream().map(texts::get).toArray(float[][]::new));
  }
}
