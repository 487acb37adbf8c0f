package dev.attune.text.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Learns WordPiece's pieces from a corpus. */
final class WordPieceTraining {
  static final List<String> SPECIAL = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");

  private WordPieceTraining() {}

  static WordPiece train(Iterable<String> corpus, boolean lowerCase, TrainingOptions options) {
    Map<String, Long> words = wordCounts(corpus, lowerCase);
    words.keySet().removeIf(word -> word.length() > WordPiece.LONGEST_WORD);
    List<String> tokens = new ArrayList<>(SPECIAL);
    tokens.addAll(alphabet(words, options.vocabularySize() - SPECIAL.size()));
    Vocabulary start = new Vocabulary(tokens);
    PairMerging merging =
        new PairMerging(
            tokens, (left, right) -> left + right.substring(WordPiece.CONTINUATION.length()));
    words.forEach(
        (word, count) -> {
          Integer[] ids = symbols(word).stream().map(start::id).toArray(Integer[]::new);
          // A character too rare for the alphabet makes its word unknown: nothing to learn there.
          if (Arrays.stream(ids).allMatch(id -> id != null)) {
            merging.add(Arrays.stream(ids).mapToInt(id -> id).toArray(), count);
          }
        });
    merging.run(options);
    return new WordPiece(new Vocabulary(merging.tokens()), lowerCase, "training");
  }

  static Map<String, Long> wordCounts(Iterable<String> corpus, boolean lowerCase) {
    WordSplitter splitter = new WordSplitter(lowerCase);
    Map<String, Long> counts = new HashMap<>();
    for (String text : corpus) {
      splitter.split(
          text,
          word -> {
            counts.merge(word, 1L, Long::sum);
            return true;
          });
    }
    return counts;
  }

  /** Every first and every inner character, the most frequent ones if not all fit. */
  private static List<String> alphabet(Map<String, Long> words, int room) {
    Map<String, Long> counts = new HashMap<>();
    words.forEach(
        (word, count) -> symbols(word).forEach(symbol -> counts.merge(symbol, count, Long::sum)));
    return mostFrequent(counts, room, 1).stream().sorted().toList();
  }

  /** The most frequent entries, at most so many, equal counts by spelling. */
  static List<String> mostFrequent(Map<String, Long> counts, int room, long minimum) {
    return counts.entrySet().stream()
        .filter(entry -> entry.getValue() >= minimum)
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(room)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static List<String> symbols(String word) {
    List<String> symbols = new ArrayList<>();
    word.codePoints()
        .mapToObj(Character::toString)
        .forEach(c -> symbols.add(symbols.isEmpty() ? c : WordPiece.CONTINUATION + c));
    return symbols;
  }
}
