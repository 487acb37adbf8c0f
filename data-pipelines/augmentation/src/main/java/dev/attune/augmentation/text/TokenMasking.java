package dev.attune.augmentation.text;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Require;
import java.util.Arrays;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Masked language modelling's choice of tokens (BERT, arXiv 1810.04805): a share of the ordinary
 * tokens is to be predicted; most of these become the mask, some a random token, some stay.
 *
 * <p>As in BERT's own code the share is exact, rounded, and at least one token: each sequence that
 * has an ordinary token has a loss. The random token is drawn from the ordinary ones.
 *
 * @param share of the ordinary tokens to be predicted, 0 to 1; 0.15 in the paper
 * @param maskShare of the chosen that become the mask; 0.8 in the paper
 * @param randomShare of the chosen that become a random token; 0.1 in the paper, and the rest stays
 * @param mask id of the mask
 * @param vocabularySize ids run from 0 to this, exclusive
 * @param special ids that are neither chosen nor put in: start, end, padding, and the mask itself
 */
public record TokenMasking(
    double share,
    double maskShare,
    double randomShare,
    int mask,
    int vocabularySize,
    Set<Integer> special)
    implements Augmentation<TokensWritable> {

  /** The label of a token that is not to be predicted. */
  public static final int NOT_PREDICTED = -1;

  /** Copies the set, and refuses settings out of their bounds. */
  public TokenMasking {
    Require.probability("token_masking: share", share);
    Require.probability("token_masking: mask_share", maskShare);
    Require.probability("token_masking: random_share", randomShare);
    Require.that(
        maskShare + randomShare <= 1 + 1e-9,
        "token_masking: expected mask_share + random_share of at most 1, found %s + %s",
        maskShare,
        randomShare);
    special = Set.copyOf(special);
    Require.that(
        mask >= 0 && mask < vocabularySize,
        "token_masking: mask: expected an id from 0 to below %s, found %s",
        vocabularySize,
        mask);
    int size = vocabularySize;
    long reserved = special.stream().filter(id -> id >= 0 && id < size).count();
    Require.that(
        reserved < vocabularySize,
        "token_masking: expected an ordinary token in the vocabulary of %s, found %s special ones",
        vocabularySize,
        reserved);
  }

  /** The paper's shares: 15 %, of which 80 % masked, 10 % random, 10 % kept. */
  public static TokenMasking bert(int mask, int vocabularySize, Set<Integer> special) {
    return new TokenMasking(0.15, 0.8, 0.1, mask, vocabularySize, special);
  }

  /**
   * A masked sequence and what is to be predicted in it.
   *
   * @param tokens the sequence with its changes
   * @param labels as long; the old id where a token is to be predicted, else {@link #NOT_PREDICTED}
   */
  public record Masked(TokensWritable tokens, TokensWritable labels) {}

  /**
   * The masked sequence without its labels; {@link #mask(TokensWritable, RandomGenerator)} has
   * both.
   */
  @Override
  public TokensWritable apply(TokensWritable tokens, RandomGenerator random) {
    return mask(tokens, random).tokens();
  }

  /** Chooses and changes tokens. A sequence of special tokens alone stays as it is. */
  public Masked mask(TokensWritable tokens, RandomGenerator random) {
    int[] changed = tokens.ids();
    int[] labels = new int[changed.length];
    Arrays.fill(labels, NOT_PREDICTED);
    int[] ordinary = SpecialTokens.ordinary(tokens, special);
    int chosen = count(ordinary.length);
    for (int i = 0; i < chosen; i++) {
      int other = i + random.nextInt(ordinary.length - i);
      int position = ordinary[other];
      ordinary[other] = ordinary[i];
      labels[position] = changed[position];
      double draw = random.nextDouble();
      if (draw < maskShare) {
        changed[position] = mask;
      } else if (draw < maskShare + randomShare) {
        changed[position] = randomToken(random);
      }
    }
    return new Masked(new TokensWritable(changed), new TokensWritable(labels));
  }

  private int count(int ordinary) {
    if (ordinary == 0 || share == 0) {
      return 0;
    }
    return (int) Math.max(1, Math.min(ordinary, Math.round(share * ordinary)));
  }

  private int randomToken(RandomGenerator random) {
    int drawn = random.nextInt(vocabularySize);
    while (special.contains(drawn)) {
      drawn = random.nextInt(vocabularySize);
    }
    return drawn;
  }
}
