package dev.attune.engine.training;

import dev.attune.engine.executor.TrainingSession;

/** What a run does beside the steps themselves. */
public interface TrainingObserver {

  /** After each step, in order; others may have been begun by then. */
  void stepped(StepRecord step);

  /** At the plan's cadence and after the last step; {@code step} steps are done, none is begun. */
  void validate(long step, TrainingSession session);

  /**
   * At the plan's cadence, after the last step, and before the loop stops early; {@code step} steps
   * are done.
   */
  void checkpoint(long step, TrainingSession session);

  /** Asked before each step; true ends the run at a checkpoint. */
  boolean stopRequested();
}
