package dev.attune.text.onnx;

import dev.attune.text.tokenizer.WordPiece;
import java.util.List;

/** Texts to the ids that a model was trained on. */
interface SentenceTokenizer extends AutoCloseable {
  /** Ids with opening and closing token, cut to the model's context. */
  int[] encode(String text);

  @Override
  default void close() {}

  /**
   * BERT's tokenizer, that of {@code attune-text}.
   *
   * @param tokens by id
   * @throws SentenceModelException if a token of BERT is missing or one is there twice
   */
  static SentenceTokenizer bert(
      List<String> tokens, boolean lowerCase, int maxTokens, String place) {
    try {
      WordPiece pieces = WordPiece.of(tokens, lowerCase, place);
      return text -> pieces.encode(text, maxTokens);
    } catch (IllegalArgumentException e) {
      throw new SentenceModelException(SentenceModelException.line(e), e);
    }
  }
}
