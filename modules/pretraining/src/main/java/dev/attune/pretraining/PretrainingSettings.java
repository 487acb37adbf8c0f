package dev.attune.pretraining;

import dev.attune.engine.executor.RateFactors;
import dev.attune.engine.optimizer.OptimizerConfig;
import java.util.Set;

/**
 * How an encoder is trained.
 *
 * @param optimizer moves the parameters
 * @param maxGradientNorm gradients with a larger global norm are scaled down to it
 * @param steps of the whole run, over which momentum rises
 * @param frozen beginnings of names of parameters that stay as they are
 * @param rates shares of the learning rate that some parameters move by
 * @param chunk items that the encoder sees at a time (gradient caching, arXiv:2101.06983), a
 *     divisor of the batch; 0 for all
 * @param seed of initial weights and random draws
 */
public record PretrainingSettings(
    OptimizerConfig optimizer,
    double maxGradientNorm,
    long steps,
    Set<String> frozen,
    RateFactors rates,
    int chunk,
    long seed) {

  public PretrainingSettings {
    frozen = Set.copyOf(frozen);
  }

  /** All parameters move by the whole learning rate, all items at once. */
  public PretrainingSettings(
      OptimizerConfig optimizer, double maxGradientNorm, long steps, long seed) {
    this(optimizer, maxGradientNorm, steps, Set.of(), RateFactors.none(), 0, seed);
  }

  /** Whether a parameter stays as it is. */
  boolean isFrozen(String parameter) {
    return frozen.stream().anyMatch(parameter::startsWith);
  }
}
