package dev.attune.engine.training;

import dev.attune.engine.Batch;
import dev.attune.engine.executor.DivergedException;
import dev.attune.engine.executor.PendingStep;
import dev.attune.engine.executor.StepResult;
import dev.attune.engine.executor.TrainingSession;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Steps that were begun and that the observer has not heard of: as many as the session takes. It
 * hears of them in order.
 */
final class StepsInFlight {
  private record Moment(long nanos, long waited) {}

  private record Begun(long step, PendingStep pending, double rate, int samples, Moment start) {}

  private final TrainingSession session;
  private final BatchSource source;
  private final TrainingPlan plan;
  private final TrainingObserver observer;
  private final Deque<Begun> begun = new ArrayDeque<>();
  private Moment ended;

  StepsInFlight(
      TrainingSession session, BatchSource source, TrainingPlan plan, TrainingObserver observer) {
    this.session = session;
    this.source = source;
    this.plan = plan;
    this.observer = observer;
    ended = now();
  }

  private Moment now() {
    return new Moment(System.nanoTime(), source.waitedNanos());
  }

  /** Begins a step, and takes results until another one may be begun. */
  void begin(long step) {
    try {
      begun.add(started(step));
    } catch (RuntimeException e) {
      finishAfter(e);
      throw e;
    }
    while (begun.size() >= session.stepsInFlight()) {
      take();
    }
  }

  /** Steps before one that failed are done and belong in the log; what breaks now says less. */
  private void finishAfter(RuntimeException failure) {
    try {
      finish();
    } catch (DivergedException diverged) {
      diverged.addSuppressed(failure);
      throw diverged;
    } catch (RuntimeException broken) {
      failure.addSuppressed(broken);
    }
  }

  private Begun started(long step) {
    Moment start = now();
    List<Batch> batches = new ArrayList<>();
    int samples = 0;
    for (int i = 0; i < plan.accumulation(); i++) {
      Batch batch = source.next();
      batches.add(batch);
      samples += batch.rows();
    }
    double rate = plan.schedule().at(step, plan.steps());
    return new Begun(step, session.begin(batches, step, rate), rate, samples, start);
  }

  /** Takes all results. */
  void finish() {
    while (!begun.isEmpty()) {
      take();
    }
  }

  /** Takes the oldest result. A step's time begins where that of the one before it ended. */
  private void take() {
    Begun oldest = begun.remove();
    StepResult result = oldest.pending.await();
    Moment start = oldest.start.nanos - ended.nanos > 0 ? oldest.start : ended;
    ended = now();
    double nanos = ended.nanos - start.nanos;
    double wait = (ended.waited - start.waited) / nanos;
    observer.stepped(
        new StepRecord(oldest.step + 1, result, oldest.rate, oldest.samples, nanos / 1e9, wait));
  }
}
