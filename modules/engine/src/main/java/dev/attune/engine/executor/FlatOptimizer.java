package dev.attune.engine.executor;

import dev.attune.engine.Tensor;
import dev.attune.engine.optimizer.AdamWConfig;
import dev.attune.engine.optimizer.OptimizerConfig;
import dev.attune.engine.optimizer.SgdConfig;
import java.util.Map;

/** Moves all trainable parameters by their gradients, as passes over flat vectors. */
interface FlatOptimizer extends AutoCloseable {

  static FlatOptimizer of(OptimizerConfig config, ParameterStore store) {
    if (config instanceof AdamWConfig adam) {
      return new AdamW(adam, store);
    }
    return new MomentumSgd((SgdConfig) config, store);
  }

  /**
   * One update.
   *
   * @param learningRate of this step
   * @param count number of updates so far, this one included
   */
  void update(double learningRate, long count);

  /** A copy of the optimiser's own state, by parameter. */
  Map<String, Tensor> export();

  void restore(Map<String, Tensor> state);

  long bytes();

  @Override
  void close();
}
