package dev.attune.augmentation.text;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Range;
import dev.attune.augmentation.Require;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Keeps one stretch of consecutive tokens. Special tokens keep their order and stay.
 *
 * @param fraction length of the stretch as a share of the whole, within (0, 1]; at least one is
 *     kept
 * @param special ids that are left where they are: start, end, padding
 */
public record TokenSpanCrop(Range fraction, Set<Integer> special)
    implements Augmentation<TokensWritable> {

  /** Copies the set, and refuses settings out of their bounds. */
  public TokenSpanCrop {
    Require.that(
        fraction.low() > 0 && fraction.high() <= 1,
        "token_span_crop: fraction: expected a range within (0, 1], found %s",
        fraction);
    special = Set.copyOf(special);
  }

  @Override
  public TokensWritable apply(TokensWritable tokens, RandomGenerator random) {
    return SpecialTokens.edit(
        tokens, special, (length, draws) -> Edits.span(length, fraction, draws), random);
  }
}
