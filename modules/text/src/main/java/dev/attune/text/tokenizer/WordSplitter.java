package dev.attune.text.tokenizer;

import java.text.Normalizer;
import java.util.function.Predicate;

/**
 * Cuts a text into words as BERT (arXiv 1810.04805) does: control characters go, white space
 * separates, each punctuation mark and each CJK ideograph is a word; on request lower case without
 * accents. Works a code point at a time, so time is linear whatever the text.
 */
final class WordSplitter {
  private static final int FIRST_NON_ASCII = 0x80;

  private final boolean lowerCase;

  WordSplitter(boolean lowerCase) {
    this.lowerCase = lowerCase;
  }

  boolean lowerCase() {
    return lowerCase;
  }

  /** Hands each word over in order, until one is answered with false or the text ends. */
  void split(String text, Predicate<String> word) {
    StringBuilder open = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      int point = text.codePointAt(at);
      at += Character.charCount(point);
      if (isSpace(point)) {
        if (!flush(open, word)) {
          return;
        }
      } else if (!isDropped(point) && !append(point, open, word)) {
        return;
      }
    }
    flush(open, word);
  }

  private boolean append(int point, StringBuilder open, Predicate<String> word) {
    if (!lowerCase) {
      return appendPlain(point, open, word);
    }
    if (point < FIRST_NON_ASCII) {
      return appendPlain(Character.toLowerCase(point), open, word);
    }
    String decomposed = Normalizer.normalize(Character.toString(point), Normalizer.Form.NFD);
    for (int i = 0; i < decomposed.length(); ) {
      int part = decomposed.codePointAt(i);
      i += Character.charCount(part);
      if (Character.getType(part) != Character.NON_SPACING_MARK
          && !appendPlain(Character.toLowerCase(part), open, word)) {
        return false;
      }
    }
    return true;
  }

  private static boolean appendPlain(int point, StringBuilder open, Predicate<String> word) {
    if (isPunctuation(point) || isIdeograph(point)) {
      return flush(open, word) && word.test(Character.toString(point));
    }
    open.appendCodePoint(point);
    return true;
  }

  private static boolean flush(StringBuilder open, Predicate<String> word) {
    if (open.length() == 0) {
      return true;
    }
    String whole = open.toString();
    open.setLength(0);
    return word.test(whole);
  }

  private static boolean isSpace(int point) {
    return point == ' '
        || point == '\t'
        || point == '\n'
        || point == '\r'
        || Character.isSpaceChar(point);
  }

  private static boolean isDropped(int point) {
    if (point == 0xFFFD) {
      return true;
    }
    // Unassigned code points stay: which they are depends on the Java version, and newer emoji are.
    int type = Character.getType(point);
    return type == Character.CONTROL || type == Character.FORMAT || type == Character.SURROGATE;
  }

  /** Punctuation of Unicode, and every ASCII sign that is neither letter nor digit, such as $. */
  static boolean isPunctuation(int point) {
    if (point < FIRST_NON_ASCII) {
      return point > ' ' && point < 0x7F && !Character.isLetterOrDigit(point);
    }
    return switch (Character.getType(point)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      default -> false;
    };
  }

  /**
   * The CJK blocks that BERT lists; kana and hangul are written with spaces or learnt as pieces.
   */
  static boolean isIdeograph(int point) {
    return (point >= 0x4E00 && point <= 0x9FFF)
        || (point >= 0x3400 && point <= 0x4DBF)
        || (point >= 0x20000 && point <= 0x2A6DF)
        || (point >= 0x2A700 && point <= 0x2CEAF)
        || (point >= 0xF900 && point <= 0xFAFF)
        || (point >= 0x2F800 && point <= 0x2FA1F);
  }
}
