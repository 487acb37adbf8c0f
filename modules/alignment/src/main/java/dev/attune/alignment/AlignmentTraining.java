package dev.attune.alignment;

import dev.attune.engine.executor.RateFactors;
import dev.attune.engine.optimizer.OptimizerConfig;

/**
 * How an alignment is trained.
 *
 * @param optimizer moves the parameters that are not locked
 * @param maxGradientNorm gradients with a larger global norm are scaled down to it
 * @param accumulation batches a step, their losses averaged
 * @param rates shares of the learning rate that some parameters move by
 * @param seed of initial weights and random draws
 */
public record AlignmentTraining(
    OptimizerConfig optimizer,
    double maxGradientNorm,
    int accumulation,
    RateFactors rates,
    long seed) {

  /** The whole learning rate for all. */
  public AlignmentTraining(
      OptimizerConfig optimizer, double maxGradientNorm, int accumulation, long seed) {
    this(optimizer, maxGradientNorm, accumulation, RateFactors.none(), seed);
  }
}
