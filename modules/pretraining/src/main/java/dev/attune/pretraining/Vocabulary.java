package dev.attune.pretraining;

import java.util.OptionalInt;
import java.util.Set;

/**
 * What a method has to know of the tokens.
 *
 * @param size ids run from 0 to this, exclusive
 * @param special ids of marks that are no part of a text: start, end, padding, mask
 * @param mask id that stands for a hidden token, if there is one
 */
public record Vocabulary(int size, Set<Integer> special, OptionalInt mask) {

  public Vocabulary {
    special = Set.copyOf(special);
  }
}
