package dev.attune.pretraining;

import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.datavec.api.writable.Writable;

/**
 * One row of a batch, before a method has made arrays of it. All draws depend on the run's seed,
 * the epoch and the item alone.
 *
 * @param <W> the kind of item
 */
public interface Example<W extends Writable> {

  /**
   * The item under the run's augmentations.
   *
   * @param number each is another draw, from 0
   */
  W view(int number);

  /**
   * The item under the run's augmentations for local views, which show little of it.
   *
   * @param number each is another draw, from 0
   */
  W crop(int number);

  /** The item without augmentation, of the size that the encoder reads. */
  W plain();

  /** Its class, from 0; empty if it has none, or none that the method may see. */
  OptionalInt label();

  /** Where the method's own draws for this row come from. */
  RandomGenerator random();
}
