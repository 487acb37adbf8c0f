package dev.attune.text.tokenizer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One id a word, cut and normalised as in {@link WordPiece}; a word that training did not see often
 * enough is {@code [UNK]}. Small and quick to learn where captions come from a narrow language.
 */
public final class WordLevelTokenizer extends FramedTokenizer {
  private final WordSplitter splitter;
  private final int unknown;

  WordLevelTokenizer(Vocabulary vocabulary, boolean lowerCase, String source) {
    super(vocabulary, source);
    for (SpecialToken role : SpecialToken.values()) {
      vocabulary.require(role, source);
    }
    this.unknown = vocabulary.require(SpecialToken.UNK, source);
    this.splitter = new WordSplitter(lowerCase);
  }

  /**
   * Keeps the most frequent words of a corpus; equal counts are settled by spelling.
   *
   * @param lowerCase whether case and accents are dropped, here and when encoding
   */
  public static WordLevelTokenizer train(
      Iterable<String> corpus, boolean lowerCase, TrainingOptions options) {
    List<String> tokens = new ArrayList<>(WordPieceTraining.SPECIAL);
    tokens.addAll(
        WordPieceTraining.mostFrequent(
            WordPieceTraining.wordCounts(corpus, lowerCase),
            options.vocabularySize() - tokens.size(),
            options.minimumFrequency()));
    return new WordLevelTokenizer(new Vocabulary(tokens), lowerCase, "training");
  }

  /**
   * Reads one token a line.
   *
   * @throws IllegalArgumentException in one line, with file and line, if the file is wrong
   */
  public static WordLevelTokenizer read(Path vocabularyText, boolean lowerCase) {
    return new WordLevelTokenizer(
        TokenizerFiles.readVocabularyText(vocabularyText), lowerCase, vocabularyText.toString());
  }

  @Override
  void tokenize(String text, IdBuffer into) {
    splitter.split(
        text,
        word -> {
          into.add(Objects.requireNonNullElse(vocabulary().id(word), unknown));
          return !into.isFull();
        });
  }

  @Override
  public String decode(int... ids) {
    List<String> words = new ArrayList<>();
    for (int id : ids) {
      String token = vocabulary().token(id);
      if (!vocabulary().isSpecial(id) || id == unknown) {
        words.add(token);
      }
    }
    return String.join(" ", words);
  }

  /** Whether case and accents are dropped. */
  public boolean lowerCase() {
    return splitter.lowerCase();
  }

  @Override
  public void save(Path directory) {
    TokenizerDirectory.saveWords(directory, "word_level", vocabulary(), lowerCase());
  }
}
