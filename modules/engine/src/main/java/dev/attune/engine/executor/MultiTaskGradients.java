package dev.attune.engine.executor;

import dev.attune.engine.Batch;
import dev.attune.engine.memory.FreeMemory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One program a task, run one after another, as {@link MultiTaskSpec} describes it. */
final class MultiTaskGradients implements Gradients {
  private final List<MultiTaskSpec.Task> tasks;
  private final List<WholeBatchGradients> gradients = new ArrayList<>();
  private final INDArray flat;
  private final TaskWeights weights;
  private final TaskVectors vectors;
  private final double[] losses;
  private double[] used = {};
  private double[][] products = {};

  MultiTaskGradients(
      Kernels kernels,
      MultiTaskSpec specification,
      ParameterStore parameters,
      StatisticStore statistics) {
    tasks = specification.tasks();
    losses = new double[tasks.size()];
    flat = parameters.gradients();
    weights = weights(specification, statistics);
    FreeMemory.requireForParameters(tasks.size() * flat.length() * flat.dataType().width());
    try {
      for (MultiTaskSpec.Task task : tasks) {
        gradients.add(
            WholeBatchGradients.ofTask(
                kernels, task, specification.seed(), parameters, statistics));
      }
      vectors = new TaskVectors(tasks.size(), flat, compared(parameters));
    } catch (RuntimeException | Error e) {
      gradients.forEach(WholeBatchGradients::close);
      throw e;
    }
  }

  private static TaskWeights weights(MultiTaskSpec specification, StatisticStore statistics) {
    double[] own = specification.tasks().stream().mapToDouble(MultiTaskSpec.Task::weight).toArray();
    if (specification.mix() instanceof GradientMix.PcGrad) {
      return new ConflictProjection(own, specification.seed());
    }
    if (specification.mix() instanceof GradientMix.GradNorm settings) {
      return new RateBalance(settings, specification.tasks(), statistics);
    }
    return new FixedWeights(own);
  }

  private List<ParameterStore.Stretch> compared(ParameterStore parameters) {
    Map<String, Integer> reaching = new HashMap<>();
    gradients.forEach(task -> task.reached().forEach(n -> reaching.merge(n, 1, Integer::sum)));
    Set<String> compared = new HashSet<>();
    for (String name : parameters.trainableNames()) {
      int count = reaching.getOrDefault(name, 0);
      if (count == 0) {
        throw new IllegalArgumentException("tasks: expected a loss that depends on " + name);
      }
      if (count >= weights.sharing()) {
        compared.add(name);
      }
    }
    if (weights.learnt() && compared.isEmpty()) {
      throw new IllegalArgumentException(
          "grad_norm: expected parameters that all tasks reach, found none");
    }
    return parameters.stretches(compared);
  }

  @Override
  public double compute(Batch batch, long step) {
    used = weights.own();
    double loss = 0;
    for (int i = 0; i < losses.length; i++) {
      // A program writes the gradients of what its loss reaches; the rest is left over.
      flat.assign(0);
      losses[i] = gradients.get(i).compute(batch, step);
      loss += used[i] * losses[i];
      vectors.keep(i);
    }
    products = vectors.products();
    vectors.combine(used, weights.shared(products, step));
    return loss;
  }

  @Override
  public Map<String, Double> reported() {
    Map<String, Double> scalars = new LinkedHashMap<>();
    for (int i = 0; i < losses.length; i++) {
      String prefix = tasks.get(i).name() + ".";
      scalars.put(prefix + "loss", losses[i]);
      if (weights.learnt()) {
        scalars.put(prefix + "weight", used[i]);
      }
      gradients.get(i).reported().forEach((name, value) -> scalars.put(prefix + name, value));
    }
    return scalars;
  }

  @Override
  public void foldStatistics() {
    weights.learn(losses, products);
    gradients.forEach(WholeBatchGradients::foldStatistics);
  }

  @Override
  public List<PlanLine> profile(Batch batch, int rounds) {
    return gradients.stream().flatMap(task -> task.profile(batch, rounds).stream()).toList();
  }

  @Override
  public Map<String, Integer> stock() {
    Map<String, Integer> all = new TreeMap<>();
    for (WholeBatchGradients task : gradients) {
      task.stock().forEach((name, count) -> all.merge(name, count, Integer::sum));
    }
    return all;
  }

  @Override
  public long bytes() {
    return vectors.bytes() + gradients.stream().mapToLong(WholeBatchGradients::bytes).sum();
  }

  @Override
  public void close() {
    gradients.forEach(WholeBatchGradients::close);
    vectors.close();
  }
}
