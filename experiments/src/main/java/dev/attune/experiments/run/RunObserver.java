package dev.attune.experiments.run;

import dev.attune.engine.checkpoint.CheckpointStore;
import dev.attune.engine.checkpoint.Progress;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.engine.training.StepRecord;
import dev.attune.engine.training.TrainingObserver;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Logs, validates and saves one run. */
final class RunObserver implements TrainingObserver {
  private final MetricsLog metrics;
  private final CheckpointStore checkpoints;
  private final TrainingDisplay display;
  private final RunValidation validation;
  private final BooleanSupplier stop;
  private final long seed;
  private final int stepsAnEpoch;
  private double best;
  private long bestStep;
  private long last;

  RunObserver(
      MetricsLog metrics,
      CheckpointStore checkpoints,
      TrainingDisplay display,
      RunValidation validation,
      BooleanSupplier stop,
      Progress start,
      int stepsAnEpoch) {
    this.metrics = metrics;
    this.checkpoints = checkpoints;
    this.display = display;
    this.validation = validation;
    this.stop = stop;
    this.seed = start.seed();
    this.best = start.bestValidation();
    this.bestStep = start.bestStep();
    this.last = start.step();
    this.stepsAnEpoch = stepsAnEpoch;
  }

  @Override
  public void stepped(StepRecord step) {
    last = step.step();
    metrics.step(step, Math.toIntExact((step.step() - 1) / stepsAnEpoch) + 1);
    display.stepped(step);
    validation.stepped(step);
  }

  @Override
  public void validate(long step, TrainingSession session) {
    Map<String, Double> figures = validation.measure(session);
    if (figures.isEmpty()) {
      return;
    }
    metrics.validation(step, figures);
    display.validated(step, figures);
    double deciding = figures.get(validation.deciding());
    if (Double.isNaN(best) || deciding > best) {
      best = deciding;
      bestStep = step;
    }
  }

  @Override
  public void checkpoint(long step, TrainingSession session) {
    int epoch = Math.toIntExact(step / stepsAnEpoch);
    int batch = Math.toIntExact(step % stepsAnEpoch);
    checkpoints.save(session.state(), new Progress(step, epoch, batch, seed, best, bestStep));
  }

  /** The step that was done last. */
  long lastStep() {
    return last;
  }

  @Override
  public boolean stopRequested() {
    return stop.getAsBoolean();
  }
}
