package dev.attune.text.tokenizer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;

/** Learns a byte-level BPE from a corpus. */
final class ByteLevelBpeTraining {
  /** Longer runs of bytes are no words, and each merge would walk over the whole of them. */
  static final int LONGEST_WORD = 256;

  static final List<String> SPECIAL = List.of("<pad>", "<s>", "</s>", "<mask>");

  private ByteLevelBpeTraining() {}

  static ByteLevelBpe train(Iterable<String> corpus, BpeStyle style, TrainingOptions options) {
    ByteAlphabet alphabet = new ByteAlphabet();
    List<String> tokens = new ArrayList<>(SPECIAL);
    tokens.addAll(alphabet.inFileOrder());
    if (!style.endOfWord().isEmpty()) {
      alphabet.inFileOrder().forEach(token -> tokens.add(token + style.endOfWord()));
    }
    if (options.vocabularySize() < tokens.size()) {
      throw new IllegalArgumentException(
          "vocabulary_size: expected at least "
              + tokens.size()
              + " (special tokens and bytes), found "
              + options.vocabularySize());
    }
    Vocabulary start = new Vocabulary(tokens);
    PairMerging merging = new PairMerging(tokens, String::concat);
    wordCounts(corpus, style)
        .forEach((word, count) -> addWord(merging, start, alphabet, style, word, count));
    merging.run(options);
    return new ByteLevelBpe(
        new Vocabulary(merging.tokens()), new MergeTable(merging.merges()), style, "training");
  }

  private static Map<String, Long> wordCounts(Iterable<String> corpus, BpeStyle style) {
    Map<String, Long> counts = new HashMap<>();
    for (String text : corpus) {
      Matcher words = style.words().matcher(style.normalize(text));
      while (words.find()) {
        counts.merge(words.group(), 1L, Long::sum);
      }
    }
    return counts;
  }

  private static void addWord(
      PairMerging merging,
      Vocabulary start,
      ByteAlphabet alphabet,
      BpeStyle style,
      String word,
      long count) {
    byte[] bytes = ByteLevelBpe.utf8(word);
    if (bytes.length > LONGEST_WORD) {
      return;
    }
    int[] symbols = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      String end = i == bytes.length - 1 ? style.endOfWord() : "";
      symbols[i] = start.id(alphabet.character(bytes[i] & 0xFF) + end);
    }
    merging.add(symbols, count);
  }
}
