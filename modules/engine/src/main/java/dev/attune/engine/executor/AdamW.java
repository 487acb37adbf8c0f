package dev.attune.engine.executor;

import dev.attune.engine.Tensor;
import dev.attune.engine.optimizer.AdamWConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.impl.updaters.AdamUpdater;
import org.nd4j.linalg.factory.Nd4j;

/** {@link AdamWConfig} on ND4J's fused {@code adam_updater}. */
final class AdamW implements FlatOptimizer {
  private static final String FIRST = ".first_moment";
  private static final String SECOND = ".second_moment";

  private final AdamWConfig config;
  private final ParameterStore store;
  private final INDArray first;
  private final INDArray second;
  private final INDArray values;
  private final INDArray decayed;
  private final AdamUpdater operation = new AdamUpdater();
  private final OpContext context = Nd4j.getExecutioner().buildContext();

  AdamW(AdamWConfig config, ParameterStore store) {
    this.config = config;
    this.store = store;
    values = store.trainableValues();
    decayed = store.decayedValues();
    first = Nd4j.create(values.dataType(), values.length());
    second = Nd4j.create(values.dataType(), values.length());
    INDArray gradients = store.gradients();
    context.setInputArray(0, gradients);
    context.setInputArray(1, second);
    context.setInputArray(2, first);
    // The gradient is spent: its memory takes the update.
    context.setOutputArray(0, gradients);
    context.setOutputArray(1, second);
    context.setOutputArray(2, first);
  }

  @Override
  public void update(double learningRate, long count) {
    if (decayed != null && config.weightDecay() > 0) {
      decayed.muli(1 - learningRate * config.weightDecay());
    }
    // The operation adds ε to √v before the bias correction; the paper adds it after.
    double correction = Math.sqrt(1 - Math.pow(config.beta2(), (double) count));
    context.setTArguments(
        learningRate, config.beta1(), config.beta2(), config.epsilon() * correction);
    context.setIArguments(count - 1);
    Nd4j.getExecutioner().exec(operation, context);
    // The operation takes its ε for a step size of 0; a rate of 0 moves nothing.
    if (learningRate > 0) {
      values.subi(store.gradients());
    }
  }

  @Override
  public Map<String, Tensor> export() {
    Map<String, Tensor> state = new LinkedHashMap<>(store.split(first, FIRST));
    state.putAll(store.split(second, SECOND));
    return state;
  }

  @Override
  public void restore(Map<String, Tensor> state) {
    store.join(state, FIRST, first);
    store.join(state, SECOND, second);
  }

  @Override
  public long bytes() {
    return 2 * first.length() * first.dataType().width();
  }

  @Override
  public void close() {
    first.data().close();
    second.data().close();
  }
}
