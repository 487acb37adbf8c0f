package dev.attune.experiments.modality;

import java.util.List;

/** Vectors of one modality. Owns off-heap memory; for one thread at a time. */
public interface Embedder extends AutoCloseable {

  /**
   * A vector for each, of unit length if the encoder is projected into a shared space.
   *
   * @param contents files, as they are written, or texts
   */
  float[][] embed(List<String> contents);

  @Override
  void close();
}
