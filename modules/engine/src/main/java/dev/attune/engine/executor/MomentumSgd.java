package dev.attune.engine.executor;

import dev.attune.engine.optimizer.SgdConfig;
import dev.attune.engine.program.Views;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** {@link SgdConfig} on flat vectors. */
final class MomentumSgd implements FlatOptimizer {
  private final SgdConfig config;
  private final FlatParameters parameters;
  private final INDArray velocity;
  private final INDArray decayed;
  private final INDArray decayedGradients;

  MomentumSgd(SgdConfig config, FlatParameters parameters) {
    this.config = config;
    this.parameters = parameters;
    INDArray values = parameters.values();
    long length = parameters.decayed();
    decayed = length == 0 ? null : Views.of(values.data(), 0, length);
    decayedGradients = length == 0 ? null : Views.of(parameters.gradients().data(), 0, length);
    velocity = Nd4j.create(values.dataType(), values.length());
  }

  @Override
  public double gradientNorm() {
    return GlobalNorm.of(parameters.gradients());
  }

  @Override
  public void update(double learningRate, double factor, long count) {
    INDArray gradients = parameters.gradients();
    if (factor != 1) {
      gradients.muli(factor);
    }
    if (decayed != null && config.weightDecay() > 0) {
      VectorSums.add(config.weightDecay(), decayed, decayedGradients);
    }
    velocity.muli(config.momentum()).addi(gradients);
    VectorSums.add(-learningRate, velocity, parameters.values());
  }

  @Override
  public Map<String, INDArray> state() {
    return Map.of("momentum", velocity);
  }

  @Override
  public void close() {
    velocity.data().close();
  }
}
