package dev.attune.augmentation;

import java.util.List;
import java.util.random.RandomGenerator;
import org.datavec.api.writable.Writable;

/**
 * A random change of one item that keeps what the item means.
 *
 * <p>Implementations are stateless and thread-safe: all chance comes from the random source, all
 * settings are fixed at construction. The item given is never changed; an augmentation that changes
 * nothing may return the item itself.
 *
 * @param <W> the kind of item
 */
@FunctionalInterface
public interface Augmentation<W extends Writable> {

  /**
   * Changes one item.
   *
   * @param item the item; left as it is
   * @param random where every draw comes from, see {@link Seeds}
   * @return the changed item
   * @throws IllegalArgumentException if the item does not fit this augmentation (a crop larger than
   *     the image, for instance)
   */
  W apply(W item, RandomGenerator random);

  /** This augmentation, followed by another. */
  default Augmentation<W> then(Augmentation<W> next) {
    return new Sequence<>(List.of(this, next));
  }

  /** This augmentation for a share of the items, the others untouched. */
  default Augmentation<W> withProbability(double probability) {
    return new WithProbability<>(probability, this);
  }
}
