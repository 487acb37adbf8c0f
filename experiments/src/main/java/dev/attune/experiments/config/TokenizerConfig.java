package dev.attune.experiments.config;

/**
 * How captions become tokens.
 *
 * @param type trained on the training captions, or read
 * @param vocabularySize most tokens of a trained vocabulary
 * @param minimumFrequency how often a token must occur to enter a trained vocabulary
 * @param path directory of a vocabulary to read, for {@code read}; empty otherwise
 */
public record TokenizerConfig(Type type, int vocabularySize, int minimumFrequency, String path) {
  public static final TokenizerConfig DEFAULTS =
      new TokenizerConfig(Type.BYTE_LEVEL_BPE, 8192, 2, "");

  /** The kind of tokenizer. */
  public enum Type {
    WORD_LEVEL,
    BYTE_LEVEL_BPE,
    WORD_PIECE,
    CHARACTER,
    READ
  }

  public TokenizerConfig {
    Limits.atLeast(vocabularySize, 16, "vocabulary_size");
    Limits.atLeast(minimumFrequency, 1, "minimum_frequency");
    if ((type == Type.READ) == path.isEmpty()) {
      throw new IllegalArgumentException(
          "path: expected a directory for type read and none otherwise, found \"" + path + "\"");
    }
  }
}
