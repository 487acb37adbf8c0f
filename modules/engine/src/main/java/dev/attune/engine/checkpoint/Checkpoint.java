package dev.attune.engine.checkpoint;

import dev.attune.engine.executor.TrainingState;

/**
 * A run at one step.
 *
 * @param progress how far it has come
 * @param state weights, the optimiser's state and running averages
 */
public record Checkpoint(Progress progress, TrainingState state) {}
