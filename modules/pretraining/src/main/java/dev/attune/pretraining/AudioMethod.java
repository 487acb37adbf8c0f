package dev.attune.pretraining;

import dev.attune.augmentation.audio.SpectrogramWritable;
import dev.attune.engine.Batch;
import java.util.List;

/** A method for log-mel spectrograms alone. */
public interface AudioMethod extends Method {

  /**
   * A batch, by the names of the task's inputs.
   *
   * @param examples a row each
   * @param tensors makes the encoder's arrays
   */
  Batch batch(
      List<? extends Example<SpectrogramWritable>> examples, Tensors<SpectrogramWritable> tensors);

  /**
   * The same method with what it works out once, before the first batch; itself for most.
   *
   * @param training the training items without augmentation; may be read once or not at all
   */
  default AudioMethod prepared(Iterable<SpectrogramWritable> training) {
    return this;
  }
}
