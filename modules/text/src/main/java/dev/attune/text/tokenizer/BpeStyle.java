package dev.attune.text.tokenizer;

import java.util.Locale;
import java.util.regex.Pattern;

/** How a byte-level BPE cuts a text into words, and how it marks where a word ends. */
public enum BpeStyle {
  /**
   * GPT-2 (Radford et al. 2019): a word carries the space before it; case, runs of spaces and all
   * else survive the round trip.
   */
  GPT2(
      "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
      "",
      false),
  /**
   * CLIP (arXiv 2103.00020): lower case, digits one by one, spaces dropped, the last byte of a word
   * carries {@code </w>}. Broken encodings and HTML entities are taken as they stand.
   */
  CLIP("'s|'t|'re|'ve|'m|'ll|'d|\\p{L}+|\\p{N}|[^\\s\\p{L}\\p{N}]+", "</w>", true);

  private final Pattern words;
  private final String endOfWord;
  private final boolean lowerCase;

  BpeStyle(String words, String endOfWord, boolean lowerCase) {
    this.words = Pattern.compile(words, Pattern.UNICODE_CHARACTER_CLASS);
    this.endOfWord = endOfWord;
    this.lowerCase = lowerCase;
  }

  Pattern words() {
    return words;
  }

  String endOfWord() {
    return endOfWord;
  }

  String normalize(String text) {
    return lowerCase ? text.toLowerCase(Locale.ROOT) : text;
  }
}
