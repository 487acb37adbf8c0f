package dev.attune.text.tokenizer;

import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * One id a character (a code point of the text in Unicode's form NFC), spaces and other blanks as
 * one space; a character that training did not see often enough is {@code [UNK]}. What speech
 * needs, whose sounds follow the spelling, and what small data in several languages can learn.
 */
public final class CharacterTokenizer extends FramedTokenizer {
  /** Unicode's stream-safe text has no more marks in a row (UAX #15). */
  private static final int MOST_MARKS = 30;

  private final boolean lowerCase;
  private final int unknown;

  CharacterTokenizer(Vocabulary vocabulary, boolean lowerCase, String source) {
    super(vocabulary, source);
    for (SpecialToken role : SpecialToken.values()) {
      vocabulary.require(role, source);
    }
    this.lowerCase = lowerCase;
    this.unknown = vocabulary.require(SpecialToken.UNK, source);
  }

  /**
   * Keeps the most frequent characters of a corpus; equal counts are settled by code point.
   *
   * @param lowerCase whether case is dropped, here and when encoding; accents stay
   */
  public static CharacterTokenizer train(
      Iterable<String> corpus, boolean lowerCase, TrainingOptions options) {
    Map<Integer, Long> counts = new HashMap<>();
    for (String text : corpus) {
      plain(text, lowerCase)
          .codePoints()
          .filter(CharacterTokenizer::isEncodable)
          .forEach(c -> counts.merge(c, 1L, Long::sum));
    }
    List<String> tokens = new ArrayList<>(WordPieceTraining.SPECIAL);
    counts.entrySet().stream()
        .filter(entry -> entry.getValue() >= options.minimumFrequency())
        .sorted(
            Comparator.comparingLong((Map.Entry<Integer, Long> entry) -> -entry.getValue())
                .thenComparing(Map.Entry::getKey))
        .limit(options.vocabularySize() - tokens.size())
        .forEach(entry -> tokens.add(Character.toString(entry.getKey())));
    return new CharacterTokenizer(new Vocabulary(tokens), lowerCase, "training");
  }

  /**
   * Reads one token a line.
   *
   * @throws IllegalArgumentException in one line, with file and line, if the file is wrong
   */
  public static CharacterTokenizer read(Path vocabularyText, boolean lowerCase) {
    return new CharacterTokenizer(
        TokenizerFiles.readVocabularyText(vocabularyText), lowerCase, vocabularyText.toString());
  }

  /** Whether UTF-8 can write it into a vocabulary: a surrogate without its partner it cannot. */
  private static boolean isEncodable(int character) {
    return Character.getType(character) != Character.SURROGATE;
  }

  private static String plain(String text, boolean lowerCase) {
    String composed =
        Normalizer.normalize(streamSafe(text), Normalizer.Form.NFC)
            .strip()
            .replaceAll("[\\s\\h]+", " ");
    return lowerCase ? composed.toLowerCase(Locale.ROOT) : composed;
  }

  /**
   * Without the marks beyond the most of a run: to compose a run takes the square of its length.
   */
  private static String streamSafe(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    int run = 0;
    for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
      int character = text.codePointAt(i);
      run = isMark(character) ? run + 1 : 0;
      if (run <= MOST_MARKS) {
        safe.appendCodePoint(character);
      }
    }
    return safe.toString();
  }

  private static boolean isMark(int character) {
    int type = Character.getType(character);
    return type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK
        || type == Character.ENCLOSING_MARK;
  }

  @Override
  void tokenize(String text, IdBuffer into) {
    String plain = plain(text, lowerCase);
    for (int i = 0; i < plain.length() && !into.isFull(); i = plain.offsetByCodePoints(i, 1)) {
      String character = Character.toString(plain.codePointAt(i));
      into.add(Objects.requireNonNullElse(vocabulary().id(character), unknown));
    }
  }

  @Override
  public String decode(int... ids) {
    StringBuilder text = new StringBuilder();
    for (int id : ids) {
      String token = vocabulary().token(id);
      if (!vocabulary().isSpecial(id) || id == unknown) {
        text.append(token);
      }
    }
    return text.toString();
  }

  /** Whether case is dropped. */
  public boolean lowerCase() {
    return lowerCase;
  }

  @Override
  public void save(Path directory) {
    TokenizerDirectory.saveWords(directory, "character", vocabulary(), lowerCase);
  }
}
