package dev.attune.engine.executor;

import dev.attune.engine.optimizer.AdamWConfig;
import dev.attune.engine.program.Views;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.impl.updaters.AdamUpdater;
import org.nd4j.linalg.factory.Nd4j;

/** {@link AdamWConfig} on ND4J's fused {@code adam_updater}. */
final class AdamW implements FlatOptimizer {
  private final AdamWConfig config;
  private final FlatParameters parameters;
  private final INDArray first;
  private final INDArray second;
  private final INDArray decayed;
  private final AdamUpdater operation = new AdamUpdater();
  private final OpContext context = Nd4j.getExecutioner().buildContext();

  AdamW(AdamWConfig config, FlatParameters parameters) {
    this.config = config;
    this.parameters = parameters;
    INDArray values = parameters.values();
    decayed = parameters.decayed() == 0 ? null : Views.of(values.data(), 0, parameters.decayed());
    first = Nd4j.create(values.dataType(), values.length());
    second = Nd4j.create(values.dataType(), values.length());
    INDArray gradients = parameters.gradients();
    context.setInputArray(0, gradients);
    context.setInputArray(1, second);
    context.setInputArray(2, first);
    // The gradient is spent: its memory takes the update.
    context.setOutputArray(0, gradients);
    context.setOutputArray(1, second);
    context.setOutputArray(2, first);
  }

  @Override
  public double gradientNorm() {
    return GlobalNorm.of(parameters.gradients());
  }

  @Override
  public void update(double learningRate, double factor, long count) {
    if (factor != 1) {
      parameters.gradients().muli(factor);
    }
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
      parameters.values().subi(parameters.gradients());
    }
  }

  @Override
  public Map<String, INDArray> state() {
    Map<String, INDArray> state = new LinkedHashMap<>();
    state.put("first_moment", first);
    state.put("second_moment", second);
    return state;
  }

  @Override
  public void close() {
    first.data().close();
    second.data().close();
  }
}
