package dev.attune.engine.optimizer;

/** The learning rate of each step. */
public sealed interface LearningRateSchedule permits WarmupCosine, OneCycle, ConstantRate {
  /**
   * The rate of one step.
   *
   * @param step from 0
   * @param total number of steps of the run
   */
  double at(long step, long total);
}
