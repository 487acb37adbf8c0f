package dev.attune.benchmark.pytorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.attune.engine.optimizer.SgdConfig;

/**
 * SGD without momentum, by DJL's native update.
 *
 * @param config whose momentum is 0
 * @param rate of every step
 * @param parameters to move
 */
record PlainSgd(SgdConfig config, double rate, TorchParameters parameters)
    implements TorchOptimizer {
  private static final float NEVER = -1;

  @Override
  public void update() {
    for (TorchParameter parameter : parameters.all()) {
      NDArray value = parameter.value();
      value
          .getNDArrayInternal()
          .sgdUpdate(
              new NDList(value, parameter.gradient()),
              new NDList(value),
              (float) rate,
              (float) config.weightDecay(),
              1,
              NEVER,
              (float) config.momentum(),
              false);
    }
  }
}
