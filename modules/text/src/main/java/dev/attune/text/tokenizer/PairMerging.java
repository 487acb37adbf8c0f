package dev.attune.text.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.BinaryOperator;

/**
 * The learning of merges: again and again the most frequent pair of neighbours becomes a token.
 * Pair counts are kept and corrected only in the words that a merge touches; equal counts go to the
 * lexicographically smaller pair.
 */
final class PairMerging {
  private record Candidate(long count, int left, int right) {}

  private static final class Pair {
    long count;
    int[] words = new int[2];
    int size;

    void occursIn(int word) {
      if (size > 0 && words[size - 1] == word) {
        return;
      }
      if (size == words.length) {
        words = Arrays.copyOf(words, 2 * size);
      }
      words[size++] = word;
    }
  }

  private final List<String> tokens;
  private final Map<String, Integer> ids = new HashMap<>();
  private final BinaryOperator<String> join;
  private final List<int[]> words = new ArrayList<>();
  private final List<Long> counts = new ArrayList<>();
  private final Map<Long, Pair> pairs = new HashMap<>();
  private final Set<Long> merged = new HashSet<>();
  private final List<MergeTable.Merge> merges = new ArrayList<>();
  private final PriorityQueue<Candidate> queue;

  /**
   * @param alphabet the tokens there are before the first merge; ids are places in this list
   * @param join the spelling of two tokens put together
   */
  PairMerging(List<String> alphabet, BinaryOperator<String> join) {
    this.tokens = new ArrayList<>(alphabet);
    this.join = join;
    for (int id = 0; id < alphabet.size(); id++) {
      ids.put(alphabet.get(id), id);
    }
    this.queue =
        new PriorityQueue<>(
            Comparator.comparingLong(Candidate::count)
                .reversed()
                .thenComparing(c -> tokens.get(c.left()))
                .thenComparing(c -> tokens.get(c.right())));
  }

  /** Adds one distinct word as token ids, with how often it occurs. */
  void add(int[] word, long count) {
    words.add(word);
    counts.add(count);
    count(words.size() - 1, 1);
  }

  /** Merges until the vocabulary is full or no pair is frequent enough. */
  void run(TrainingOptions options) {
    pairs.keySet().forEach(this::offer);
    while (tokens.size() < options.vocabularySize() && !queue.isEmpty()) {
      Candidate best = queue.remove();
      long key = MergeTable.key(best.left(), best.right());
      long count = pairs.get(key).count;
      if (count != best.count()) {
        // The entry is older than a merge that used some of its occurrences up.
        offer(key);
      } else if (count >= options.minimumFrequency()) {
        merge(best, key);
      }
    }
  }

  List<String> tokens() {
    return tokens;
  }

  List<MergeTable.Merge> merges() {
    return merges;
  }

  private void offer(long key) {
    long count = pairs.get(key).count;
    if (count > 0) {
      queue.add(new Candidate(count, (int) (key >>> 32), (int) key));
    }
  }

  private void merge(Candidate pair, long key) {
    String spelling = join.apply(tokens.get(pair.left()), tokens.get(pair.right()));
    Integer known = ids.get(spelling);
    int joined = known != null ? known : tokens.size();
    if (known == null) {
      tokens.add(spelling);
      ids.put(spelling, joined);
    }
    if (merged.add(key)) {
      merges.add(new MergeTable.Merge(pair.left(), pair.right(), joined));
    }
    Pair occurrences = pairs.get(key);
    Set<Long> grown = new HashSet<>();
    for (int i = 0; i < occurrences.size; i++) {
      rewrite(occurrences.words[i], pair, joined, grown);
    }
    occurrences.size = 0;
    grown.forEach(this::offer);
  }

  private void rewrite(int index, Candidate pair, int joined, Set<Long> grown) {
    int[] word = words.get(index);
    int[] shorter = new int[word.length];
    int length = 0;
    for (int i = 0; i < word.length; i++) {
      boolean here = i + 1 < word.length && word[i] == pair.left() && word[i + 1] == pair.right();
      shorter[length++] = here ? joined : word[i];
      i += here ? 1 : 0;
    }
    if (length == word.length) {
      return;
    }
    count(index, -1);
    words.set(index, Arrays.copyOf(shorter, length));
    count(index, 1);
    for (int i = 0; i + 1 < length; i++) {
      if (shorter[i] == joined || shorter[i + 1] == joined) {
        grown.add(MergeTable.key(shorter[i], shorter[i + 1]));
      }
    }
  }

  private void count(int index, int sign) {
    int[] word = words.get(index);
    for (int i = 0; i + 1 < word.length; i++) {
      Pair pair = pairs.computeIfAbsent(MergeTable.key(word[i], word[i + 1]), unused -> new Pair());
      pair.count += sign * counts.get(index);
      if (sign > 0) {
        pair.occursIn(index);
      }
    }
  }
}
