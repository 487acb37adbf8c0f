package dev.attune.benchmark.pytorch;

import dev.attune.engine.optimizer.AdamWConfig;
import dev.attune.engine.optimizer.OptimizerConfig;
import dev.attune.engine.optimizer.SgdConfig;

/** Moves a model's parameters. */
interface TorchOptimizer {

  /** One update from the gradients of the parameters' leaves. */
  void update();

  /** The optimiser that a work asks for, at a rate that stays. */
  static TorchOptimizer of(
      OptimizerConfig config, double maxGradientNorm, double rate, TorchParameters parameters) {
    if (config instanceof AdamWConfig adam) {
      return new FusedAdamW(adam, maxGradientNorm, rate, parameters);
    }
    if (Double.isInfinite(maxGradientNorm)) {
      return new PlainSgd((SgdConfig) config, rate, parameters);
    }
    throw new IllegalArgumentException("expected AdamW, or SGD without clipping");
  }
}
