package dev.attune.experiments.run;

import dev.attune.experiments.modality.Embedder;
import java.util.Map;

/**
 * An embedder of each modality. Owns off-heap memory.
 *
 * @param byModality by the modality's name
 */
record Embedders(Map<String, Embedder> byModality) implements AutoCloseable {

  @Override
  public void close() {
    byModality.values().forEach(Embedder::close);
  }
}
