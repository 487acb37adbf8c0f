package dev.attune.pretraining;

import dev.attune.engine.Batch;
import java.util.List;
import org.datavec.api.writable.Writable;

/**
 * Makes the arrays that the encoder reads. Steps are asked for by methods that need an encoder with
 * steps, of no other.
 *
 * @param <W> the kind of item
 */
public interface Tensors<W extends Writable> {

  /**
   * A row an item, by the inputs' names within the encoder, such as {@code pixels}.
   *
   * @throws IllegalArgumentException if an item does not fit the encoder
   */
  Batch of(List<W> items);

  /** Steps of a row. */
  int length();

  /** How many of an item's steps are no padding. */
  int steps(W item);

  /** Classes of the data's labels, at least those that examples have. */
  int classes();
}
