package dev.attune.experiments.run;

import dev.attune.datasets.Dataset;
import dev.attune.evaluation.EmbeddingSet;
import dev.attune.experiments.modality.Embedder;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Vectors of files and captions; equal contents have one vector.
 *
 * @param vectors by content, by modality
 */
record Embedded(Map<String, Map<String, float[]>> vectors) {

  /** Embeds all that some splits ask about and show, in each modality that has an embedder. */
  static Embedded of(Questions questions, Map<String, Embedder> embedders) {
    Map<String, Map<String, float[]>> vectors = new LinkedHashMap<>();
    embedders.forEach(
        (modality, embedder) -> {
          Set<String> contents = new LinkedHashSet<>();
          questions.all(modality).forEach(entry -> contents.add(entry.content()));
          vectors.put(modality, joined(contents, embedder.embed(List.copyOf(contents))));
        });
    return new Embedded(vectors);
  }

  /** Vectors by what they stand for. */
  static <K> Map<K, float[]> joined(Collection<K> keys, float[][] vectors) {
    Map<K, float[]> joined = new LinkedHashMap<>();
    for (K key : keys) {
      joined.put(key, vectors[joined.size()]);
    }
    return joined;
  }

  /** The vector of a file or caption. */
  float[] vector(String modality, Entry entry) {
    return vectors.get(modality).get(entry.content());
  }

  /** Whether both modalities are there: a baseline may know only some. */
  boolean covers(String modality, String other) {
    return vectors.containsKey(modality) && vectors.containsKey(other);
  }

  /**
   * Some rows as one side of a retrieval.
   *
   * @param name of the side
   */
  EmbeddingSet side(String name, String modality, Dataset data, List<Entry> entries) {
    List<String> ids = entries.stream().map(entry -> data.item(entry.item()).id()).toList();
    return new EmbeddingSet(
        name, ids, entries.stream().map(e -> vector(modality, e)).toArray(float[][]::new));
  }
}
