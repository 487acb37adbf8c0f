package dev.attune.engine.executor;

import dev.attune.engine.optimizer.AdamWConfig;
import dev.attune.engine.optimizer.OptimizerConfig;
import dev.attune.engine.optimizer.SgdConfig;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Moves all trainable parameters by their gradients, as passes over flat vectors. */
public interface FlatOptimizer extends AutoCloseable {

  /** On ND4J's own operations. */
  static FlatOptimizer nd4j(OptimizerConfig config, FlatParameters parameters) {
    if (config instanceof AdamWConfig adam) {
      return new AdamW(adam, parameters);
    }
    return new MomentumSgd((SgdConfig) config, parameters);
  }

  /** The global norm of all gradients. */
  double gradientNorm();

  /**
   * One update; the gradients are spent.
   *
   * @param learningRate of this step
   * @param factor on the gradients, below 1 where they are clipped
   * @param count number of updates so far, this one included
   */
  void update(double learningRate, double factor, long count);

  /** The optimiser's own vectors, laid out like the parameters, by name, in a fixed order. */
  Map<String, INDArray> state();

  @Override
  void close();
}
