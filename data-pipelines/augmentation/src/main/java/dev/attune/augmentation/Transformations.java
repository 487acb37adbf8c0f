package dev.attune.augmentation;

import org.datavec.api.writable.Writable;

/**
 * A finite family of changes of one item, each with its number: a network learns by telling from
 * the changed item which change was made, and the number is the label (proxy tasks of
 * self-supervised learning: turns, arXiv 1803.07728; puzzles, arXiv 1603.09246).
 *
 * <p>Implementations draw nothing, keep nothing and are thread-safe: who wants a random change
 * draws {@code which}. The item given is never changed; a change that leaves all as it is may
 * return the item itself.
 *
 * @param <W> the kind of item
 */
public interface Transformations<W extends Writable> {

  /** How many changes there are: the classes of the task. */
  int count();

  /**
   * Makes one change.
   *
   * @param item the item; left as it is
   * @param which the change's number, from 0 to below {@link #count()}
   * @return the changed item
   * @throws IllegalArgumentException if there is no such change, or the item does not fit (a
   *     picture with fewer pixels than tiles, for instance); an item fits all changes or none
   */
  W apply(W item, int which);
}
