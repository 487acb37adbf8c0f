package dev.attune.engine.training;

import dev.attune.engine.executor.TrainingSession;

/** The training loop. */
public final class Trainer {
  private Trainer() {}

  /**
   * Trains until the plan's last step or until the observer asks to stop.
   *
   * @param session what is trained
   * @param source its next batch is that of step {@code first}
   * @param plan how long
   * @param first steps already done
   * @param observer logs, validates, saves
   * @return the number of steps done, {@code plan.steps()} unless the observer stopped it
   * @throws dev.attune.engine.executor.DivergedException if a loss or gradient is not finite
   */
  public static long run(
      TrainingSession session,
      BatchSource source,
      TrainingPlan plan,
      long first,
      TrainingObserver observer) {
    StepsInFlight steps = new StepsInFlight(session, source, plan, observer);
    for (long step = first; step < plan.steps(); step++) {
      if (observer.stopRequested()) {
        steps.finish();
        observer.checkpoint(step, session);
        return step;
      }
      steps.begin(step);
      long done = step + 1;
      boolean last = done == plan.steps();
      boolean validates = last || done % plan.validateEvery() == 0;
      boolean saves = last || done % plan.checkpointEvery() == 0;
      if (validates || saves) {
        steps.finish();
      }
      if (validates) {
        observer.validate(done, session);
      }
      if (saves) {
        observer.checkpoint(done, session);
      }
    }
    return plan.steps();
  }
}
