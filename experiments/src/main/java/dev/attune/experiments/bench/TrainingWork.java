package dev.attune.experiments.bench;

import dev.attune.engine.Batch;
import dev.attune.engine.Tensor;
import dev.attune.engine.executor.PendingStep;
import dev.attune.engine.executor.TrainingSession;
import java.util.List;
import java.util.Map;

/**
 * A {@link StandardWork} in training on an executor. Owns off-heap memory; not thread-safe. One
 * session's steps all see the same batch.
 */
public final class TrainingWork implements AutoCloseable {
  /** The learning rate of every step. */
  public static final double RATE = 1e-4;

  private final TrainingSession session;
  private final List<Batch> batches;
  private long step;

  TrainingWork(TrainingSession session, Batch batch) {
    this.session = session;
    this.batches = List.of(batch);
  }

  /** One training step; gives its loss. */
  public double step() {
    return session.step(batches, step++, RATE).loss();
  }

  /** Begins a training step, whose loss may come later. */
  PendingStep begin() {
    return session.begin(batches, step++, RATE);
  }

  /** Copies of all parameters and running averages, by name. */
  public Map<String, Tensor> weights() {
    return session.weights();
  }

  /** Off-heap bytes of parameters, gradients, optimiser and intermediates. */
  public long bytes() {
    return session.bytes();
  }

  @Override
  public void close() {
    session.close();
  }
}
