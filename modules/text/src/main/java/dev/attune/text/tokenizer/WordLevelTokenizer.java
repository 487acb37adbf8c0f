package dev.attune.text.tokenizer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One id a word, cut and normalised as in {@link WordPiece}; a word that training did not see often
 * enough is {@code [UNK]}. Small and quick to learn where captions come from a narrow language.
 */
public final class WordLevelTokenizer extends WordTokenizer {
  WordLevelTokenizer(Vocabulary vocabulary, boolean lowerCase, String source) {
    super("word_level", vocabulary, lowerCase, source);
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
  void spell(String word, IdBuffer into) {
    into.add(Objects.requireNonNullElse(vocabulary().id(word), unknown()));
  }

  @Override
  public String decode(int... ids) {
    List<String> words = new ArrayList<>();
    for (int id : ids) {
      String token = vocabulary().token(id);
      if (!vocabulary().isSpecial(id) || id == unknown()) {
        words.add(token);
      }
    }
    return String.join(" ", words);
  }
}
