package dev.attune.experiments.modality;

import dev.attune.evaluation.UnitRows;
import java.util.List;

/**
 * An embedder whose rows have unit length, as embeddings on disk do; rows of zeros stay.
 *
 * @param embedder whose rows are brought to it; owned from here on
 */
public record UnitEmbedder(Embedder embedder) implements Embedder {

  @Override
  public float[][] embed(List<String> contents) {
    return UnitRows.of(embedder.embed(contents));
  }

  @Override
  public void close() {
    embedder.close();
  }
}
