package dev.attune.text.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;

/**
 * Byte-pair encoding over UTF-8 bytes (Sennrich et al., arXiv 1508.07909; bytes as in GPT-2), so
 * that any text can be spelt and nothing is unknown. In {@link BpeStyle#GPT2} decoding gives the
 * text back exactly, but for lone surrogates, which have no UTF-8 and become U+FFFD.
 */
public final class ByteLevelBpe extends FramedTokenizer {
  private final BpeStyle style;
  private final MergeTable merges;
  private final ByteAlphabet alphabet = new ByteAlphabet();
  private final int[] inner = new int[256];
  private final int[] last = new int[256];

  ByteLevelBpe(Vocabulary vocabulary, MergeTable merges, BpeStyle style, String source) {
    super(vocabulary, source);
    this.style = style;
    this.merges = merges;
    for (int value = 0; value < 256; value++) {
      String token = String.valueOf(alphabet.character(value));
      inner[value] = byteId(token, source);
      last[value] = byteId(token + style.endOfWord(), source);
    }
  }

  private int byteId(String token, String source) {
    Integer id = vocabulary().id(token);
    if (id != null) {
      return id;
    }
    return vocabulary()
        .special(SpecialToken.UNK)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    source
                        + ": expected a token for each byte, found neither \""
                        + token
                        + "\" nor an unknown token"));
  }

  /**
   * Learns merges from texts. Equal counts are settled by the pair's spelling, so the result
   * depends on neither the order of the corpus nor the run.
   *
   * @throws IllegalArgumentException if the size leaves no room for the 256 bytes
   */
  public static ByteLevelBpe train(
      Iterable<String> corpus, BpeStyle style, TrainingOptions options) {
    return ByteLevelBpeTraining.train(corpus, style, options);
  }

  /**
   * Reads the usual two files.
   *
   * @throws IllegalArgumentException in one line, with file and line, if a file is wrong
   */
  public static ByteLevelBpe read(Path vocabularyJson, Path mergesText, BpeStyle style) {
    Vocabulary vocabulary = TokenizerFiles.readVocabularyJson(vocabularyJson);
    MergeTable merges = TokenizerFiles.readMerges(mergesText, vocabulary);
    return new ByteLevelBpe(vocabulary, merges, style, vocabularyJson.toString());
  }

  @Override
  void tokenize(String text, IdBuffer into) {
    Matcher words = style.words().matcher(style.normalize(text));
    while (!into.isFull() && words.find()) {
      for (int id : merges.apply(symbols(words.group()))) {
        into.add(id);
      }
    }
  }

  private int[] symbols(String word) {
    byte[] bytes = utf8(word);
    int[] symbols = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      symbols[i] = (i == bytes.length - 1 ? last : inner)[bytes[i] & 0xFF];
    }
    return symbols;
  }

  /** UTF-8 with U+FFFD for lone surrogates, where {@code getBytes} would write a question mark. */
  static byte[] utf8(String text) {
    boolean lone = text.codePoints().anyMatch(ByteLevelBpe::isSurrogate);
    if (!lone) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    StringBuilder whole = new StringBuilder(text.length());
    text.codePoints()
        .map(point -> isSurrogate(point) ? 0xFFFD : point)
        .forEach(whole::appendCodePoint);
    return whole.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static boolean isSurrogate(int point) {
    return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
  }

  @Override
  public String decode(int... ids) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(4 * ids.length);
    String end = style.endOfWord();
    for (int id : ids) {
      String token = vocabulary().token(id);
      if (vocabulary().isSpecial(id)) {
        continue;
      }
      boolean endsWord = !end.isEmpty() && token.endsWith(end);
      alphabet.decode(endsWord ? token.substring(0, token.length() - end.length()) : token, bytes);
      if (endsWord) {
        bytes.write(' ');
      }
    }
    String text = bytes.toString(StandardCharsets.UTF_8);
    return end.isEmpty() ? text : text.strip();
  }

  /** How words are cut. */
  public BpeStyle style() {
    return style;
  }

  @Override
  public void save(Path directory) {
    TokenizerDirectory.saveBpe(directory, vocabulary(), merges, style);
  }
}
