package dev.attune.pretraining;

import java.util.OptionalInt;
import java.util.Set;

/**
 * What a method has to know of the tokens.
 *
 * @param size ids run from 0 to this, exclusive
 * @param special ids of marks that are no part of a text: start, end, padding, mask
 * @param sentenceEnds ids that end a sentence or a part of one, such as a full stop
 * @param mask id that stands for a hidden token, if there is one
 */
public record Vocabulary(
    int size, Set<Integer> special, Set<Integer> sentenceEnds, OptionalInt mask) {

  public Vocabulary {
    special = Set.copyOf(special);
    sentenceEnds = Set.copyOf(sentenceEnds);
  }
}
