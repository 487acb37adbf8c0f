package dev.attune.text.tokenizer;

import java.nio.file.Path;
import java.util.List;

/**
 * WordPiece as in BERT (arXiv 1810.04805): the longest known piece first, pieces inside a word
 * spelt with {@code ##}; a word that cannot be spelt is one {@code [UNK]}.
 */
public final class WordPiece extends WordTokenizer {
  /** Longer words are [UNK], as in BERT: matching costs the square of the length. */
  static final int LONGEST_WORD = 100;

  static final String CONTINUATION = "##";

  WordPiece(Vocabulary vocabulary, boolean lowerCase, String source) {
    super("word_piece", vocabulary, lowerCase, source);
  }

  /**
   * Learns pieces from texts by merging the most frequent pairs, as Hugging Face's trainer does;
   * equal counts are settled by spelling.
   *
   * @param lowerCase whether case and accents are dropped, here and when encoding
   * @throws IllegalArgumentException if the size leaves no room beside the special tokens
   */
  public static WordPiece train(
      Iterable<String> corpus, boolean lowerCase, TrainingOptions options) {
    return WordPieceTraining.train(corpus, lowerCase, options);
  }

  /**
   * Over a vocabulary from elsewhere.
   *
   * @param tokens by id; the special ones among them
   * @param lowerCase whether the vocabulary is an uncased one
   * @param source what to name in an error
   * @throws IllegalArgumentException in one line, if a special token is missing
   */
  public static WordPiece of(List<String> tokens, boolean lowerCase, String source) {
    return new WordPiece(new Vocabulary(tokens), lowerCase, source);
  }

  /**
   * Reads the usual file, one token a line.
   *
   * @param lowerCase whether the vocabulary is an uncased one
   * @throws IllegalArgumentException in one line, with file and line, if the file is wrong
   */
  public static WordPiece read(Path vocabularyText, boolean lowerCase) {
    return new WordPiece(
        TokenizerFiles.readVocabularyText(vocabularyText), lowerCase, vocabularyText.toString());
  }

  @Override
  void spell(String word, IdBuffer into) {
    int length = word.codePointCount(0, word.length());
    if (length > LONGEST_WORD) {
      into.add(unknown());
      return;
    }
    IdBuffer pieces = new IdBuffer(length);
    int start = 0;
    while (start < word.length()) {
      int end = word.length();
      Integer id = piece(word, start, end);
      while (id == null && word.offsetByCodePoints(end, -1) > start) {
        end = word.offsetByCodePoints(end, -1);
        id = piece(word, start, end);
      }
      if (id == null) {
        into.add(unknown());
        return;
      }
      pieces.add(id);
      start = end;
    }
    for (int id : pieces.toArray()) {
      into.add(id);
    }
  }

  private Integer piece(String word, int start, int end) {
    String spelling = word.substring(start, end);
    return vocabulary().id(start == 0 ? spelling : CONTINUATION + spelling);
  }

  @Override
  public String decode(int... ids) {
    StringBuilder text = new StringBuilder();
    for (int id : ids) {
      String token = vocabulary().token(id);
      if (vocabulary().isSpecial(id) && id != unknown()) {
        continue;
      }
      if (token.startsWith(CONTINUATION) && token.length() > CONTINUATION.length()) {
        text.append(token, CONTINUATION.length(), token.length());
      } else {
        text.append(text.length() == 0 ? "" : " ").append(token);
      }
    }
    return text.toString();
  }
}
