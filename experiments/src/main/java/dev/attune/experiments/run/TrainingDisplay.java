package dev.attune.experiments.run;

import dev.attune.engine.training.StepRecord;
import java.util.Map;

/** Shows somebody how a run is going. */
public interface TrainingDisplay {

  /** A stage of the run begins: reading, training, embedding, evaluating. */
  void stage(String what);

  /**
   * Training begins.
   *
   * @param done steps that are done already
   * @param steps of the whole run
   */
  void training(long done, long steps);

  /** A step is done. */
  void stepped(StepRecord step);

  /** A validation is done. */
  void validated(long step, Map<String, Double> figures);

  /** Something that the user should know, in a line. */
  void note(String line);
}
