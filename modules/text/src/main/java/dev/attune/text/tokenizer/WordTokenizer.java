package dev.attune.text.tokenizer;

import java.nio.file.Path;

/** A tokenizer over the words of BERT's basic tokenizer, with all special tokens of BERT. */
abstract class WordTokenizer extends FramedTokenizer {
  private final String type;
  private final WordSplitter splitter;
  private final int unknown;

  /**
   * @param type its name in a folder's settings
   * @param source what to name in an error: the file, or the trainer
   */
  WordTokenizer(String type, Vocabulary vocabulary, boolean lowerCase, String source) {
    super(vocabulary, source);
    for (SpecialToken role : SpecialToken.values()) {
      vocabulary.require(role, source);
    }
    this.type = type;
    this.unknown = vocabulary.require(SpecialToken.UNK, source);
    this.splitter = new WordSplitter(lowerCase);
  }

  /** Appends the ids of a word. */
  abstract void spell(String word, IdBuffer into);

  final int unknown() {
    return unknown;
  }

  @Override
  final void tokenize(String text, IdBuffer into) {
    splitter.split(
        text,
        word -> {
          spell(word, into);
          return !into.isFull();
        });
  }

  /** Whether case and accents are dropped. */
  public final boolean lowerCase() {
    return splitter.lowerCase();
  }

  @Override
  public final void save(Path directory) {
    TokenizerDirectory.saveWords(directory, type, vocabulary(), lowerCase());
  }
}
