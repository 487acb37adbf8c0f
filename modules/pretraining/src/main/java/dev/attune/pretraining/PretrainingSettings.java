package dev.attune.pretraining;

import dev.attune.engine.optimizer.OptimizerConfig;

/**
 * How an encoder is trained.
 *
 * @param optimizer moves the parameters
 * @param maxGradientNorm gradients with a larger global norm are scaled down to it
 * @param steps of the whole run, over which momentum rises
 * @param seed of initial weights and random draws
 */
public record PretrainingSettings(
    OptimizerConfig optimizer, double maxGradientNorm, long steps, long seed) {}
