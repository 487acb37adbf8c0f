package dev.attune.pretraining;

import dev.attune.augmentation.image.PixelsWritable;
import dev.attune.engine.Batch;
import java.util.List;

/** A method for pictures alone. */
public interface ImageMethod extends Method {

  /**
   * A batch, by the names of the task's inputs.
   *
   * @param examples a row each
   * @param tensors makes the encoder's arrays
   */
  Batch batch(List<? extends Example<PixelsWritable>> examples, Tensors<PixelsWritable> tensors);

  /**
   * The same method with what it works out once, before the first batch; itself for most.
   *
   * @param training the training items without augmentation; may be read once or not at all
   */
  default ImageMethod prepared(Iterable<PixelsWritable> training) {
    return this;
  }
}
