package dev.attune.engine.training;

import dev.attune.engine.Batch;
import dev.attune.engine.executor.StepResult;
import dev.attune.engine.executor.TrainingSession;
import java.util.ArrayList;
import java.util.List;

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
    for (long step = first; step < plan.steps(); step++) {
      if (observer.stopRequested()) {
        observer.checkpoint(step, session);
        return step;
      }
      observer.stepped(one(session, source, plan, step));
      long done = step + 1;
      boolean last = done == plan.steps();
      if (last || done % plan.validateEvery() == 0) {
        observer.validate(done, session);
      }
      if (last || done % plan.checkpointEvery() == 0) {
        observer.checkpoint(done, session);
      }
    }
    return plan.steps();
  }

  private static StepRecord one(
      TrainingSession session, BatchSource source, TrainingPlan plan, long step) {
    long start = System.nanoTime();
    long waited = source.waitedNanos();
    List<Batch> batches = new ArrayList<>();
    int samples = 0;
    for (int i = 0; i < plan.accumulation(); i++) {
      Batch batch = source.next();
      batches.add(batch);
      samples += batch.rows();
    }
    double rate = plan.schedule().at(step, plan.steps());
    StepResult result = session.step(batches, step, rate);
    double nanos = System.nanoTime() - start;
    double wait = (source.waitedNanos() - waited) / nanos;
    return new StepRecord(step + 1, result, rate, samples, nanos / 1e9, wait);
  }
}
