package dev.attune.engine.executor;

import dev.attune.engine.Batch;
import java.util.Map;

/** How a batch's loss and gradients come about; the gradients are left in the parameter store. */
interface Gradients extends AutoCloseable {

  /** Runs forward and backward; gives the loss. */
  double compute(Batch batch, long step);

  /** The reported scalars of the last run. */
  Map<String, Double> reported();

  /** Folds the last run's batch statistics into the running averages. */
  void foldStatistics();

  long bytes();

  @Override
  void close();
}
