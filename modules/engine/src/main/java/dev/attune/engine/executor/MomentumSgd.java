package dev.attune.engine.executor;

import dev.attune.engine.Tensor;
import dev.attune.engine.optimizer.SgdConfig;
import dev.attune.engine.program.Views;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** {@link SgdConfig} on flat vectors. */
final class MomentumSgd implements FlatOptimizer {
  private static final String MOMENTUM = ".momentum";

  private final SgdConfig config;
  private final ParameterStore store;
  private final INDArray velocity;
  private final INDArray values;
  private final INDArray decayed;
  private final INDArray decayedGradients;

  MomentumSgd(SgdConfig config, ParameterStore store) {
    this.config = config;
    this.store = store;
    values = store.trainableValues();
    decayed = store.decayedValues();
    decayedGradients =
        decayed == null ? null : Views.of(store.gradients().data(), 0, decayed.length());
    velocity = Nd4j.create(values.dataType(), values.length());
  }

  @Override
  public void update(double learningRate, long count) {
    INDArray gradients = store.gradients();
    if (decayed != null && config.weightDecay() > 0) {
      VectorSums.add(config.weightDecay(), decayed, decayedGradients);
    }
    velocity.muli(config.momentum()).addi(gradients);
    VectorSums.add(-learningRate, velocity, values);
  }

  @Override
  public Map<String, Tensor> export() {
    return store.split(velocity, MOMENTUM);
  }

  @Override
  public void restore(Map<String, Tensor> state) {
    store.join(state, MOMENTUM, velocity);
  }

  @Override
  public long bytes() {
    return velocity.length() * velocity.dataType().width();
  }

  @Override
  public void close() {
    velocity.data().close();
  }
}
