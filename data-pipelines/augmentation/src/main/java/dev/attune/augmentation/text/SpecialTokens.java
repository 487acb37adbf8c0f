package dev.attune.augmentation.text;

import java.util.Arrays;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Keeps the marks of a sequence (start, end, padding) where they are while the rest is edited. */
final class SpecialTokens {
  private SpecialTokens() {}

  /** The positions that hold no special token. */
  static int[] ordinary(TokensWritable tokens, Set<Integer> special) {
    int[] positions = new int[tokens.size()];
    int count = 0;
    for (int i = 0; i < positions.length; i++) {
      if (!special.contains(tokens.at(i))) {
        positions[count++] = i;
      }
    }
    return Arrays.copyOf(positions, count);
  }

  /**
   * Edits the ordinary tokens. Their new sequence fills the places of the old one from the left;
   * places that are left over at the end go, the special tokens stay in their order.
   */
  static TokensWritable edit(
      TokensWritable tokens, Set<Integer> special, Edit edit, RandomGenerator random) {
    int[] ordinary = ordinary(tokens, special);
    int[] picked = edit.draw(ordinary.length, random);
    int[] positions = new int[tokens.size()];
    int count = 0;
    int used = 0;
    int seen = 0;
    for (int i = 0; i < positions.length; i++) {
      boolean isOrdinary = seen < ordinary.length && ordinary[seen] == i;
      if (!isOrdinary) {
        positions[count++] = i;
      } else {
        seen++;
        if (used < picked.length) {
          positions[count++] = ordinary[picked[used++]];
        }
      }
    }
    return tokens.pick(Arrays.copyOf(positions, count));
  }
}
