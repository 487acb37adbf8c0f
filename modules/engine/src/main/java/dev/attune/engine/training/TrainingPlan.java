package dev.attune.engine.training;

import dev.attune.engine.optimizer.LearningRateSchedule;

/**
 * How long to train and what to do when.
 *
 * @param steps of the whole run
 * @param accumulation batches a step
 * @param schedule the learning rate of each step
 * @param validateEvery steps between validations
 * @param checkpointEvery steps between checkpoints
 */
public record TrainingPlan(
    long steps,
    int accumulation,
    LearningRateSchedule schedule,
    long validateEvery,
    long checkpointEvery) {

  public TrainingPlan {
    require(steps, "steps");
    require(accumulation, "accumulation");
    require(validateEvery, "validate_every");
    require(checkpointEvery, "checkpoint_every");
  }

  private static void require(long value, String key) {
    if (value < 1) {
      throw new IllegalArgumentException(key + ": expected 1 or more, found " + value);
    }
  }
}
