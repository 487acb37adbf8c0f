package dev.attune.text.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * The learnt merges, applied to a word as Sennrich et al. (arXiv 1508.07909) do: of the pairs
 * present, all occurrences of the one learnt first are joined, left to right, until none is left. A
 * queue over linked symbols makes that O(n log n) in the length of the word.
 */
final class MergeTable {
  /** Two neighbouring token ids and the id of the token they join to. */
  record Merge(int left, int right, int joined) {}

  private final List<Merge> merges;
  private final Map<Long, Integer> ranks;

  MergeTable(List<Merge> merges) {
    this.merges = List.copyOf(merges);
    this.ranks = new HashMap<>(2 * merges.size());
    for (int rank = 0; rank < merges.size(); rank++) {
      ranks.putIfAbsent(key(merges.get(rank).left(), merges.get(rank).right()), rank);
    }
  }

  static long key(int left, int right) {
    return ((long) left << 32) | right;
  }

  List<Merge> merges() {
    return merges;
  }

  /** Joins the symbols of one word; the argument is left as it is. */
  int[] apply(int[] word) {
    if (word.length < 2) {
      return word;
    }
    Chain chain = new Chain(word);
    PriorityQueue<Long> queue = new PriorityQueue<>();
    for (int at = 0; at + 1 < word.length; at++) {
      offer(queue, chain, at);
    }
    List<Integer> fresh = new ArrayList<>();
    while (!queue.isEmpty()) {
      int rank = (int) (queue.element() >>> 32);
      // What a merge makes possible waits until all occurrences of this pair are joined.
      fresh.clear();
      while (!queue.isEmpty() && (int) (queue.element() >>> 32) == rank) {
        int at = queue.remove().intValue();
        if (rankAt(chain, at) == rank) {
          chain.join(at, merges.get(rank).joined());
          fresh.add(chain.previous[at]);
          fresh.add(at);
        }
      }
      for (int at : fresh) {
        offer(queue, chain, at);
      }
    }
    return chain.toArray();
  }

  private void offer(PriorityQueue<Long> queue, Chain chain, int at) {
    int rank = rankAt(chain, at);
    if (rank >= 0) {
      queue.add(((long) rank << 32) | at);
    }
  }

  /** Rank of the pair that starts here, or -1 where there is none. */
  private int rankAt(Chain chain, int at) {
    if (at < 0 || chain.symbols[at] < 0 || chain.next[at] >= chain.symbols.length) {
      return -1;
    }
    return ranks.getOrDefault(key(chain.symbols[at], chain.symbols[chain.next[at]]), -1);
  }

  /** The symbols of a word, doubly linked; a joined symbol's second place holds -1. */
  private static final class Chain {
    final int[] symbols;
    final int[] next;
    final int[] previous;

    Chain(int[] word) {
      symbols = word.clone();
      next = new int[word.length];
      previous = new int[word.length];
      Arrays.setAll(next, i -> i + 1);
      Arrays.setAll(previous, i -> i - 1);
    }

    void join(int at, int joined) {
      int second = next[at];
      symbols[at] = joined;
      symbols[second] = -1;
      next[at] = next[second];
      if (next[at] < symbols.length) {
        previous[next[at]] = at;
      }
    }

    int[] toArray() {
      return Arrays.stream(symbols).filter(symbol -> symbol >= 0).toArray();
    }
  }
}
