package dev.attune.experiments.cli;

import dev.attune.engine.training.StepRecord;
import dev.attune.experiments.run.TrainingDisplay;
import java.util.Locale;
import java.util.Map;

/** Shows a run on the console: stages as lines, training as a bar. */
final class RunDisplay implements TrainingDisplay, AutoCloseable {
  /** Weight of the newest step in the loss and speed that are shown. */
  private static final double NEWEST = 0.1;

  private final Console console;
  private ProgressReporter.Task task;
  private double loss = Double.NaN;
  private double speed = Double.NaN;

  RunDisplay(Console console) {
    this.console = console;
  }

  @Override
  public void stage(String what) {
    close();
    console.note(what);
  }

  @Override
  public void training(long done, long steps) {
    close();
    task = console.progress().begin("training", done, steps);
  }

  @Override
  public void stepped(StepRecord step) {
    loss = smoothed(loss, step.result().loss());
    speed = smoothed(speed, step.samplesPerSecond());
    task.update(step.step(), ProgressReporter.training(loss, speed));
  }

  private static double smoothed(double old, double newest) {
    return Double.isNaN(old) ? newest : old + NEWEST * (newest - old);
  }

  @Override
  public void validated(long step, Map<String, Double> figures) {
    StringBuilder line = new StringBuilder("validation after step " + step + ":");
    figures.forEach(
        (name, value) -> line.append(String.format(Locale.ROOT, " %s %.3f", name, value)));
    console.note(line.toString());
  }

  @Override
  public void note(String line) {
    console.note(line);
  }

  @Override
  public void close() {
    if (task != null) {
      task.close();
      task = null;
    }
  }
}
