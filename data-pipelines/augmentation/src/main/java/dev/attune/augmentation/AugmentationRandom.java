package dev.attune.augmentation;

import java.util.random.RandomGenerator;

/**
 * A counter-based random stream: the n-th number is a hash of the stream's key and n.
 *
 * <p>SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014)
 * with an increment of its own for each stream, so that two streams which happen to meet in a value
 * part again. One stream belongs to one item's preparation on one thread; making one costs two
 * hashes, so it is made anew for each item.
 */
public final class AugmentationRandom implements RandomGenerator {
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private final long gamma;
  private long state;

  /** The stream that belongs to a key. */
  public AugmentationRandom(long key) {
    this.state = mix(key);
    this.gamma = oddGamma(key + GOLDEN_GAMMA);
  }

  @Override
  public long nextLong() {
    state += gamma;
    return mix(state);
  }

  /** Folds one more number into a key; the order of the numbers counts. */
  static long fold(long key, long number) {
    return mix(mix(key + GOLDEN_GAMMA) ^ mix(number - GOLDEN_GAMMA));
  }

  /** The finaliser of SplitMix64: a bijection in which each input bit sways each output bit. */
  static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }

  private static long oddGamma(long value) {
    long mixed = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    mixed = (mixed ^ (mixed >>> 33)) | 1L;
    // An increment with long runs of equal bits walks through the states too regularly.
    return Long.bitCount(mixed ^ (mixed >>> 1)) < 24 ? mixed ^ 0xaaaaaaaaaaaaaaaaL : mixed;
  }
}
