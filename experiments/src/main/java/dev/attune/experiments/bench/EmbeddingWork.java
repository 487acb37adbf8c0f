package dev.attune.experiments.bench;

import dev.attune.engine.Batch;
import dev.attune.engine.Tensor;
import dev.attune.engine.executor.InferenceSession;
import java.util.Map;

/** The forward pass of a {@link StandardWork}'s towers. Owns off-heap memory; not thread-safe. */
public final class EmbeddingWork implements AutoCloseable {
  private final InferenceSession session;
  private final Map<String, Tensor> weights;
  private final Batch batch;

  EmbeddingWork(InferenceSession session, Map<String, Tensor> weights, Batch batch) {
    this.session = session;
    this.weights = Map.copyOf(weights);
    this.batch = batch;
  }

  /**
   * Embeds the batch.
   *
   * @return [rows, 128] by the tower's name, each row of unit length
   */
  public Map<String, Tensor> embed() {
    return session.run(batch);
  }

  /** The towers' parameters, by name. */
  public Map<String, Tensor> weights() {
    return weights;
  }

  @Override
  public void close() {
    session.close();
  }
}
