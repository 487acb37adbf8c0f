package dev.attune.experiments.modality;

import java.util.List;

/**
 * An embedder whose rows have unit length, as embeddings on disk do; rows of zeros stay.
 *
 * @param embedder whose rows are brought to it; owned from here on
 */
public record UnitEmbedder(Embedder embedder) implements Embedder {

  @Override
  public float[][] embed(List<String> contents) {
    float[][] rows = embedder.embed(contents);
    for (int i = 0; i < rows.length; i++) {
      rows[i] = unit(rows[i]);
    }
    return rows;
  }

  /** A vector over its length. */
  public static float[] unit(float... vector) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    double length = squares > 0 ? Math.sqrt(squares) : 1;
    float[] unit = new float[vector.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = (float) (vector[i] / length);
    }
    return unit;
  }

  @Override
  public void close() {
    embedder.close();
  }
}
