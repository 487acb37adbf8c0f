package dev.attune.augmentation.text;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Require;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Exchanges pairs of tokens anywhere in the sequence (random swap of arXiv 1901.11196). Special
 * tokens keep their order and stay.
 *
 * @param fraction exchanges as a share of the length, 0 to 1; at least one is made
 * @param special ids that are left where they are: start, end, padding
 */
public record TokenSwap(double fraction, Set<Integer> special)
    implements Augmentation<TokensWritable> {

  /** Copies the set, and refuses settings out of their bounds. */
  public TokenSwap {
    Require.probability("token_swap: fraction", fraction);
    special = Set.copyOf(special);
  }

  @Override
  public TokensWritable apply(TokensWritable tokens, RandomGenerator random) {
    return SpecialTokens.edit(
        tokens, special, (length, draws) -> Edits.swap(length, fraction, draws), random);
  }
}
