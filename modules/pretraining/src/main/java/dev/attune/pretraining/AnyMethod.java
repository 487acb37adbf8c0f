package dev.attune.pretraining;

import dev.attune.engine.Batch;
import java.util.List;
import org.datavec.api.writable.Writable;

/** A method for items of any kind. */
public interface AnyMethod extends Method {

  /**
   * A batch, by the names of the task's inputs.
   *
   * @param examples a row each
   * @param tensors makes the encoder's arrays
   */
  <W extends Writable> Batch batch(List<? extends Example<W>> examples, Tensors<W> tensors);
}
