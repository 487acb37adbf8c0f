package dev.attune.experiments.config;

import dev.attune.experiments.json.Default;
import dev.attune.pretraining.Method;
import dev.attune.pretraining.Task;

/**
 * One method that an encoder is pretrained by.
 *
 * @param name of its heads and of its columns in the metrics
 * @param method what is minimised, and what its batches hold
 * @param weight of its loss in the sum
 */
public record TaskConfig(
    @Default("\"task\"") String name, Method method, @Default("1") double weight) {

  public TaskConfig {
    new Task(name, method, weight);
  }
}
