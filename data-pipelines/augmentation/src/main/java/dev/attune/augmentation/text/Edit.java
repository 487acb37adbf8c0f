package dev.attune.augmentation.text;

import java.util.random.RandomGenerator;

/** A random change of a sequence that needs to know its length only. */
@FunctionalInterface
interface Edit {

  /** The positions, of a sequence of {@code length}, that the new sequence is made of. */
  int[] draw(int length, RandomGenerator random);
}
