package dev.attune.experiments.config;

import dev.attune.engine.optimizer.AdamWConfig;
import dev.attune.engine.optimizer.LearningRateSchedule;
import dev.attune.engine.optimizer.OneCycle;
import dev.attune.engine.optimizer.OptimizerConfig;

/**
 * How a model is trained.
 *
 * @param epochs passes over the training items
 * @param batchSize items a batch, the same in each step; the rest of an epoch is left out
 * @param chunkSize items that the towers see at a time (gradient caching, arXiv:2101.06983); 0 for
 *     the whole batch at once
 * @param accumulation batches a step
 * @param optimizer what moves the weights
 * @param schedule the learning rate
 * @param maxGradientNorm gradients with a larger global norm are scaled down to it
 * @param validateEveryEpochs epochs between validations
 * @param checkpointEveryEpochs epochs between checkpoints
 * @param keepCheckpoints how many of the newest stay; the best by validation stays besides
 */
public record TrainingConfig(
    int epochs,
    int batchSize,
    int chunkSize,
    int accumulation,
    OptimizerConfig optimizer,
    LearningRateSchedule schedule,
    double maxGradientNorm,
    int validateEveryEpochs,
    int checkpointEveryEpochs,
    int keepCheckpoints) {
  public static final TrainingConfig DEFAULTS =
      new TrainingConfig(60, 256, 0, 1, AdamWConfig.DEFAULTS, OneCycle.DEFAULTS, 1, 10, 10, 2);

  public TrainingConfig {
    Limits.atLeast(epochs, 1, "epochs");
    Limits.atLeast(batchSize, 2, "batch_size");
    Limits.atLeast(chunkSize, 0, "chunk_size");
    Limits.atLeast(accumulation, 1, "accumulation");
    Limits.positive(maxGradientNorm, "max_gradient_norm");
    Limits.atLeast(validateEveryEpochs, 1, "validate_every_epochs");
    Limits.atLeast(checkpointEveryEpochs, 1, "checkpoint_every_epochs");
    Limits.atLeast(keepCheckpoints, 1, "keep_checkpoints");
    if (chunkSize > 0 && batchSize % chunkSize != 0) {
      throw new IllegalArgumentException(
          "chunk_size: expected a divisor of batch_size %d, found %d"
              .formatted(batchSize, chunkSize));
    }
    if (chunkSize > 0 && accumulation > 1) {
      throw new IllegalArgumentException(
          "accumulation: expected 1 with chunk_size, found " + accumulation);
    }
  }
}
