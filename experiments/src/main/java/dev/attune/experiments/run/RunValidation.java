package dev.attune.experiments.run;

import dev.attune.engine.executor.TrainingSession;
import dev.attune.engine.training.StepRecord;
import java.util.Map;

/** What a run measures on the way. */
public interface RunValidation {

  /** Figures by name; none if there is nothing to measure on. */
  Map<String, Double> measure(TrainingSession session);

  /** Name of the figure that decides which checkpoint is the best: the higher the better. */
  String deciding();

  /** Sees each step go by. */
  default void stepped(StepRecord step) {}
}
