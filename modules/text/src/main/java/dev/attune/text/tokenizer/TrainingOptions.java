package dev.attune.text.tokenizer;

/**
 * How far a tokenizer's training goes.
 *
 * @param vocabularySize most tokens, special tokens and alphabet included; 8192 by default, which
 *     covers some ten thousand captions with whole words
 * @param minimumFrequency fewest occurrences of a pair that is merged, or of a word that is kept; 2
 *     by default, since what occurs once is not learnt
 */
public record TrainingOptions(int vocabularySize, int minimumFrequency) {
  /** 8192 tokens, each seen at least twice. */
  public static final TrainingOptions DEFAULTS = new TrainingOptions(8192, 2);

  /** Checks both. */
  public TrainingOptions {
    if (vocabularySize < 8 || vocabularySize > TokenizerFiles.MAXIMUM_TOKENS) {
      throw new IllegalArgumentException(
          "vocabulary_size: expected 8 to "
              + TokenizerFiles.MAXIMUM_TOKENS
              + ", found "
              + vocabularySize);
    }
    if (minimumFrequency < 1) {
      throw new IllegalArgumentException(
          "minimum_frequency: expected at least 1, found " + minimumFrequency);
    }
  }
}
