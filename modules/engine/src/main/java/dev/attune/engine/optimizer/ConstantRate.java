package dev.attune.engine.optimizer;

/**
 * The same rate throughout.
 *
 * @param learningRate the rate
 */
public record ConstantRate(double learningRate) implements LearningRateSchedule {
  public ConstantRate {
    Ranges.positive(learningRate, "learning_rate");
  }

  @Override
  public double at(long step, long total) {
    return learningRate;
  }
}
