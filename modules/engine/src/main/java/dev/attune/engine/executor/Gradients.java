package dev.attune.engine.executor;

import dev.attune.engine.Batch;
import java.util.List;
import java.util.Map;

/** How a batch's loss and gradients come about; the gradients are left in the parameter store. */
interface Gradients extends AutoCloseable {

  /** Runs forward and backward; gives the loss. */
  double compute(Batch batch, long step);

  /** The reported scalars of the last run. */
  Map<String, Double> reported();

  /** Folds the last run's batch statistics into the running averages. */
  void foldStatistics();

  /** What each step of the programs takes on a batch. */
  List<PlanLine> profile(Batch batch, int rounds);

  /** Operations that run on ND4J for want of a kernel, with how often each occurs. */
  Map<String, Integer> stock();

  long bytes();

  @Override
  void close();
}
