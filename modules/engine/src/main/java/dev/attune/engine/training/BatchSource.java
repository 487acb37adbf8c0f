package dev.attune.engine.training;

import dev.attune.engine.Batch;

/** Where a run's batches come from, in an order that its seed decides. */
public interface BatchSource extends AutoCloseable {

  /** The next batch; waits for it if need be. Sources of training batches never end. */
  Batch next();

  /** Nanoseconds that {@link #next} has waited since the source was opened. */
  long waitedNanos();

  @Override
  void close();
}
