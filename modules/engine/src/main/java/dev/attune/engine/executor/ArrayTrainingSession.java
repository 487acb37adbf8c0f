package dev.attune.engine.executor;

import dev.attune.engine.Batch;
import dev.attune.engine.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Gradients, clipping, the optimiser's update, running averages and momentum encoders. */
final class ArrayTrainingSession implements TrainingSession {
  private final ParameterStore parameters;
  private final StatisticStore statistics;
  private final Gradients gradients;
  private final FlatOptimizer optimizer;
  private final double maxGradientNorm;
  private final int accumulation;
  private final List<EmaTarget> targets;
  private final INDArray accumulated;
  private long updates;

  ArrayTrainingSession(
      ParameterStore parameters,
      StatisticStore statistics,
      Gradients gradients,
      FlatOptimizer optimizer,
      double maxGradientNorm,
      int accumulation,
      List<EmaTarget> targets) {
    this.parameters = parameters;
    this.statistics = statistics;
    this.gradients = gradients;
    this.optimizer = optimizer;
    this.maxGradientNorm = maxGradientNorm;
    this.accumulation = accumulation;
    this.targets = targets;
    INDArray flat = parameters.gradients();
    accumulated = accumulation == 1 ? null : Nd4j.create(flat.dataType(), flat.length());
    targets.forEach(target -> follow(target, 0));
  }

  @Override
  public StepResult step(List<Batch> batches, long step, double learningRate) {
    if (batches.size() != accumulation) {
      throw new IllegalArgumentException(
          "expected %d batches a step, found %d".formatted(accumulation, batches.size()));
    }
    double loss = accumulate(batches, step);
    requireFinite(step, "loss", loss);
    double norm = optimizer.gradientNorm();
    requireFinite(step, "gradient norm", norm);
    gradients.foldStatistics();
    double factor = norm > maxGradientNorm ? maxGradientNorm / norm : 1;
    optimizer.update(learningRate, factor, ++updates);
    targets.forEach(target -> follow(target, target.momentum(updates - 1)));
    return new StepResult(loss, norm, gradients.reported());
  }

  private double accumulate(List<Batch> batches, long step) {
    if (accumulation == 1) {
      return gradients.compute(batches.get(0), step);
    }
    double loss = 0;
    accumulated.assign(0);
    for (int i = 0; i < accumulation; i++) {
      double one = gradients.compute(batches.get(i), step * accumulation + i);
      requireFinite(step, "loss", one);
      loss += one / accumulation;
      accumulated.addi(parameters.gradients());
      if (i + 1 < accumulation) {
        // The last batch's statistics are folded in once the step is known to be good.
        gradients.foldStatistics();
      }
    }
    parameters.gradients().assign(accumulated).divi(accumulation);
    return loss;
  }

  private static void requireFinite(long step, String what, double value) {
    if (!Double.isFinite(value)) {
      throw new DivergedException(step, what, value);
    }
  }

  private void follow(EmaTarget target, double momentum) {
    parameters
        .views()
        .forEach(
            (name, average) -> {
              if (name.startsWith(target.target())) {
                String source = target.source() + name.substring(target.target().length());
                INDArray followed = parameters.view(source);
                if (followed == null) {
                  throw new IllegalArgumentException(
                      "momentum encoder: " + name + " has no parameter " + source + " to follow");
                }
                average.muli(momentum);
                VectorSums.add(1 - momentum, followed, average);
              }
            });
  }

  @Override
  public Map<String, Tensor> weights() {
    Map<String, Tensor> weights = new LinkedHashMap<>(parameters.export());
    weights.putAll(statistics.export());
    return weights;
  }

  @Override
  public TrainingState state() {
    Map<String, Tensor> weights = parameters.export();
    Map<String, Tensor> averages = statistics.export();
    targets.forEach(
        target -> {
          for (String name : parameters.views().keySet()) {
            if (name.startsWith(target.target())) {
              averages.put(name, weights.remove(name));
            }
          }
        });
    Map<String, Tensor> moments = new LinkedHashMap<>();
    optimizer.state().forEach((name, v) -> moments.putAll(parameters.split(v, "." + name)));
    return new TrainingState(weights, moments, averages, updates);
  }

  @Override
  public void restore(TrainingState state) {
    Map<String, Tensor> weights = new LinkedHashMap<>(state.parameters());
    weights.putAll(state.statistics());
    parameters.restore(weights);
    optimizer.state().forEach((name, v) -> parameters.join(state.optimizer(), "." + name, v));
    statistics.restore(state.statistics());
    updates = state.updates();
  }

  @Override
  public int load(Map<String, Tensor> weights) {
    statistics.restoreSome(weights);
    int loaded = parameters.restoreSome(weights);
    targets.forEach(target -> follow(target, 0));
    return loaded;
  }

  @Override
  public List<PlanLine> profile(Batch batch, int rounds) {
    return gradients.profile(batch, rounds);
  }

  @Override
  public Map<String, Integer> stock() {
    return gradients.stock();
  }

  @Override
  public long bytes() {
    long sum = accumulated == null ? 0 : accumulated.length() * accumulated.dataType().width();
    long moments = 0;
    for (INDArray vector : optimizer.state().values()) {
      moments += vector.length() * vector.dataType().width();
    }
    return parameters.bytes() + gradients.bytes() + moments + statistics.bytes() + sum;
  }

  @Override
  public void close() {
    gradients.close();
    optimizer.close();
    if (accumulated != null) {
      accumulated.data().close();
    }
    statistics.close();
    parameters.close();
  }
}
