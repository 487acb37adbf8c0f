package dev.attune.augmentation;

import java.util.random.RandomGenerator;

/**
 * Where the random sources of a run come from: each is a function of (seed, epoch, item, view) and
 * of nothing else.
 *
 * @param seed the run's seed; any number
 */
public record Seeds(long seed) {

  /**
   * A new random source for one view of one item.
   *
   * @param epoch the pass over the data, counted from 0
   * @param item the item's number, the same in each epoch
   * @param view which of the item's views, counted from 0
   */
  public RandomGenerator at(long epoch, long item, int view) {
    return new AugmentationRandom(key(epoch, item, view));
  }

  /**
   * A new random source for one view of an item that is known by its name: it stays the same when
   * the order or the number of items changes.
   *
   * @param epoch the pass over the data, counted from 0
   * @param id the item's name
   * @param view which of the item's views, counted from 0
   */
  public RandomGenerator at(long epoch, String id, int view) {
    return at(epoch, hash(id), view);
  }

  private long key(long epoch, long item, int view) {
    long key = AugmentationRandom.fold(seed, epoch);
    return AugmentationRandom.fold(AugmentationRandom.fold(key, item), view);
  }

  /** FNV-1a over the UTF-16 units; {@code String.hashCode} would let short names collide. */
  private static long hash(String id) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }
}
