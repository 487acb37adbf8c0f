package dev.attune.engine.executor;

import dev.attune.engine.optimizer.OptimizerConfig;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What a training session is made from.
 *
 * @param graph in training mode
 * @param loss a scalar of the graph
 * @param reported further scalars to report with each step, by name
 * @param frozen names of parameters that stay as they are
 * @param optimizer moves the others
 * @param maxGradientNorm gradients with a larger global norm are scaled down to it; infinity for
 *     never
 * @param accumulation batches a step; gradients are averaged
 * @param targets momentum encoders; empty for none
 * @param rates shares of the learning rate
 * @param seed of initial weights and all random draws
 */
public record TrainingSpec(
    Graph graph,
    Value loss,
    Map<String, Value> reported,
    Predicate<String> frozen,
    OptimizerConfig optimizer,
    double maxGradientNorm,
    int accumulation,
    List<EmaTarget> targets,
    RateFactors rates,
    long seed) {

  /** The whole learning rate for all. */
  public TrainingSpec(
      Graph graph,
      Value loss,
      Map<String, Value> reported,
      Predicate<String> frozen,
      OptimizerConfig optimizer,
      double maxGradientNorm,
      int accumulation,
      List<EmaTarget> targets,
      long seed) {
    this(
        graph,
        loss,
        reported,
        frozen,
        optimizer,
        maxGradientNorm,
        accumulation,
        targets,
        RateFactors.none(),
        seed);
  }

  public TrainingSpec {
    if (!graph.training()) {
      throw new IllegalArgumentException("expected a graph in training mode");
    }
    if (accumulation < 1) {
      throw new IllegalArgumentException("accumulation: expected 1 or more, found " + accumulation);
    }
    if (!(maxGradientNorm > 0)) {
      throw new IllegalArgumentException(
          "max_gradient_norm: expected a positive number, found " + maxGradientNorm);
    }
    reported = Map.copyOf(reported);
    targets = List.copyOf(targets);
  }
}
