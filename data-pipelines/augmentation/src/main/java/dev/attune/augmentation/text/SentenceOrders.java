package dev.attune.augmentation.text;

import dev.attune.augmentation.Require;
import dev.attune.augmentation.Transformations;
import java.util.Arrays;
import java.util.Collections;
import java.util.Set;

/**
 * A text as it is (0) or its two halves exchanged (1): which, is to be told (sentence order
 * prediction, ALBERT, arXiv 1909.11942).
 *
 * <p>The halves part at the end of a sentence, the one nearest the middle, the earlier of two;
 * where several ends follow each other ("?!"), after the last. A text without an end inside parts
 * in the middle. Special tokens keep their places and the others move around them, so a text needs
 * two others at least.
 *
 * @param special ids that stay where they are: start, end, padding
 * @param sentenceEnds ids that end a sentence, none of them special; may be empty
 */
public record SentenceOrders(Set<Integer> special, Set<Integer> sentenceEnds)
    implements Transformations<TokensWritable> {

  /** Copies the sets, and refuses ids that are in both. */
  public SentenceOrders {
    special = Set.copyOf(special);
    sentenceEnds = Set.copyOf(sentenceEnds);
    Require.that(
        Collections.disjoint(special, sentenceEnds),
        "sentence_orders: sentence_ends: expected none of the special ids %s, found %s",
        special,
        sentenceEnds);
  }

  @Override
  public int count() {
    return 2;
  }

  @Override
  public TokensWritable apply(TokensWritable tokens, int which) {
    Require.that(
        which == 0 || which == 1, "sentence_orders: which: expected 0 or 1, found %s", which);
    int[] places = SpecialTokens.ordinary(tokens, special);
    Require.that(
        places.length >= 2,
        "sentence_orders: expected at least two tokens that are not special, found %s",
        places.length);
    if (which == 0) {
      return tokens;
    }
    int split = split(tokens, places);
    int[] positions = new int[tokens.size()];
    Arrays.setAll(positions, i -> i);
    for (int i = 0; i < places.length; i++) {
      positions[places[i]] = places[(i + split) % places.length];
    }
    return tokens.pick(positions);
  }

  /** How many of the ordinary tokens the first half has. */
  private int split(TokensWritable tokens, int[] places) {
    int length = places.length;
    int best = 0;
    for (int size = 1; size < length; size++) {
      boolean ends =
          sentenceEnds.contains(tokens.at(places[size - 1]))
              && !sentenceEnds.contains(tokens.at(places[size]));
      // Twice the distance from the middle; no end found yet is as far as the start of the text.
      if (ends && Math.abs(2 * size - length) < Math.abs(2 * best - length)) {
        best = size;
      }
    }
    return best == 0 ? length / 2 : best;
  }
}
