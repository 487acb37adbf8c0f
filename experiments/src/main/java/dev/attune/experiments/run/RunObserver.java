package dev.attune.experiments.run;

import dev.attune.engine.checkpoint.CheckpointStore;
import dev.attune.engine.checkpoint.Progress;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.engine.training.StepRecord;
import dev.attune.engine.training.TrainingObserver;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Logs, validates and saves one run. */
final class RunObserver implements TrainingObserver {
  /** The figure that decides which checkpoint is the best. */
  static final String DECIDING = "recall@10";

  private final MetricsLog metrics;
  private final CheckpointStore checkpoints;
  private final TrainingDisplay display;
  private final Function<TrainingSession, Map<String, Double>> validation;
  private final BooleanSupplier stop;
  private final long seed;
  private final int stepsAnEpoch;
  private double best;
  private long bestStep;
  private long saved;

  RunObserver(
      MetricsLog metrics,
      CheckpointStore checkpoints,
      TrainingDisplay display,
      Function<TrainingSession, Map<String, Double>> validation,
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
    this.saved = start.step();
    this.stepsAnEpoch = stepsAnEpoch;
  }

  @Override
  public void stepped(StepRecord step) {
    metrics.step(step, Math.toIntExact((step.step() - 1) / stepsAnEpoch) + 1);
    display.stepped(step);
  }

  @Override
  public void validate(long step, TrainingSession session) {
    Map<String, Double> figures = validation.apply(session);
    if (figures.isEmpty()) {
      return;
    }
    metrics.validation(step, figures);
    display.validated(step, figures);
    double deciding = figures.get(DECIDING);
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
    saved = step;
  }

  /** The step of the newest checkpoint; 0 if there is none. */
  long lastSaved() {
    return saved;
  }

  @Override
  public boolean stopRequested() {
    return stop.getAsBoolean();
  }
}
