package dev.attune.text.tokenizer;

import java.util.OptionalInt;

/** A tokenizer over one vocabulary that puts an opening and a closing token around a text. */
abstract class FramedTokenizer implements Tokenizer {
  private final Vocabulary vocabulary;
  private final OptionalInt open;
  private final int close;
  private final int pad;

  /**
   * @param source what to name in an error: the file, or the trainer
   */
  FramedTokenizer(Vocabulary vocabulary, String source) {
    this.vocabulary = vocabulary;
    this.open = vocabulary.special(SpecialToken.CLS);
    this.close = vocabulary.require(SpecialToken.EOS, source);
    this.pad = vocabulary.special(SpecialToken.PAD).orElse(close);
  }

  /** Appends the ids of a text; may stop as soon as the buffer is full. */
  abstract void tokenize(String text, IdBuffer into);

  final Vocabulary vocabulary() {
    return vocabulary;
  }

  @Override
  public final int[] encode(String text, int maximumLength) {
    int frame = open.isPresent() ? 2 : 1;
    if (maximumLength <= frame) {
      throw new IllegalArgumentException(
          "context: expected at least " + (frame + 1) + " tokens, found " + maximumLength);
    }
    IdBuffer content = new IdBuffer(maximumLength - frame);
    tokenize(text, content);
    int[] inner = content.toArray();
    int[] ids = new int[inner.length + frame];
    open.ifPresent(id -> ids[0] = id);
    System.arraycopy(inner, 0, ids, frame - 1, inner.length);
    ids[ids.length - 1] = close;
    return ids;
  }

  @Override
  public final int vocabularySize() {
    return vocabulary.size();
  }

  @Override
  public final OptionalInt id(SpecialToken token) {
    return vocabulary.special(token);
  }

  @Override
  public final int padId() {
    return pad;
  }
}
