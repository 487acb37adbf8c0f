package dev.attune.experiments.bench;

import dev.attune.engine.Batch;
import dev.attune.engine.executor.Executor;
import dev.attune.engine.executor.TrainingSpec;
import dev.attune.engine.optimizer.OptimizerConfig;

/**
 * A fixed piece of work that executors, and other libraries beside them, are timed on: a model, how
 * it is trained, and one batch that every step sees. Immutable; only {@link #training} and {@link
 * #open} start ND4J.
 */
public interface StandardWork {

  /** Its name: {@code tiny}. */
  String name();

  /** Items of a batch. */
  int rows();

  /** What moves the parameters, at the rate {@link TrainingWork#RATE}. */
  OptimizerConfig optimizer();

  /** Gradients with a larger global norm are scaled down to it; infinity for never. */
  double maxGradientNorm();

  /** The model's graph with its loss. */
  TrainingSpec training();

  /** The same arrays at each call, by the names of the graph's inputs. */
  Batch batch();

  /** Opens a training session on it. */
  default TrainingWork open(Executor executor) {
    return new TrainingWork(executor.train(training()), batch());
  }
}
