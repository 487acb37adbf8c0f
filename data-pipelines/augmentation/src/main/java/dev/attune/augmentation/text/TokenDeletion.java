package dev.attune.augmentation.text;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Require;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Leaves tokens out, each by chance, never all (random deletion of arXiv 1901.11196). Special
 * tokens keep their order and stay.
 *
 * @param probability that one is left out, 0 to 1; one is kept even at 1
 * @param special ids that are left where they are: start, end, padding
 */
public record TokenDeletion(double probability, Set<Integer> special)
    implements Augmentation<TokensWritable> {

  /** Copies the set, and refuses settings out of their bounds. */
  public TokenDeletion {
    Require.probability("token_deletion: probability", probability);
    special = Set.copyOf(special);
  }

  @Override
  public TokensWritable apply(TokensWritable tokens, RandomGenerator random) {
    return SpecialTokens.edit(
        tokens, special, (length, draws) -> Edits.delete(length, probability, draws), random);
  }
}
