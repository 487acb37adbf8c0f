package dev.attune.engine.executor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An optimiser some of whose parameters go only a share of their step. Steps of all optimisers here
 * are linear in the learning rate, so that a share of the step is the step of a share of the rate.
 */
final class ScaledRates implements FlatOptimizer {
  private record Slowed(INDArray values, INDArray before, double factor) {}

  private final FlatOptimizer optimizer;
  private final List<Slowed> slowed = new ArrayList<>();

  private ScaledRates(FlatOptimizer optimizer, ParameterStore parameters, RateFactors rates) {
    this.optimizer = optimizer;
    for (String name : parameters.trainableNames()) {
      double factor = rates.of(name);
      if (factor != 1) {
        INDArray values = parameters.view(name);
        INDArray before = Nd4j.create(values.dataType(), values.shape(), 'c');
        slowed.add(new Slowed(values, before, factor));
      }
    }
  }

  /** The optimiser itself where there is nothing to slow. */
  static FlatOptimizer of(FlatOptimizer optimizer, ParameterStore parameters, RateFactors rates) {
    return rates.byPrefix().isEmpty() ? optimizer : new ScaledRates(optimizer, parameters, rates);
  }

  @Override
  public double gradientNorm() {
    return optimizer.gradientNorm();
  }

  @Override
  public void update(double learningRate, double factor, long count) {
    slowed.forEach(one -> one.before.assign(one.values));
    optimizer.update(learningRate, factor, count);
    for (Slowed one : slowed) {
      one.values.muli(one.factor);
      VectorSums.add(1 - one.factor, one.before, one.values);
    }
  }

  @Override
  public Map<String, INDArray> state() {
    return optimizer.state();
  }

  @Override
  public void close() {
    slowed.forEach(one -> one.before.data().close());
    optimizer.close();
  }
}
