package dev.attune.experiments.modality;

import dev.attune.engine.Batch;

/** A modality whose items run over steps of time, some of which can be hidden. */
public interface SteppedModality extends Modality {

  /**
   * How many steps each row has, padding left out.
   *
   * @param batch of this modality
   */
  int[] steps(Batch batch);
}
