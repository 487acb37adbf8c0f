package dev.attune.text.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Algorithm 1 of Sennrich et al. (arXiv 1508.07909) as it stands there: count all, join, again. */
final class SlowBpe {
  private SlowBpe() {}

  /** The tokens learnt, in order; the count of a pair is its adjacent positions. */
  static List<String> learn(List<String> corpus, int limit, int minimum) {
    List<List<String>> words = new ArrayList<>();
    corpus.forEach(word -> words.add(letters(word)));
    List<String> learnt = new ArrayList<>();
    while (learnt.size() < limit) {
      TreeMap<String, Integer> counts = new TreeMap<>();
      for (List<String> word : words) {
        for (int i = 0; i + 1 < word.size(); i++) {
          // A space sorts before every letter, so pairs sort by left token, then by right.
          counts.merge(word.get(i) + " " + word.get(i + 1), 1, Integer::sum);
        }
      }
      String best = null;
      for (Map.Entry<String, Integer> entry : counts.entrySet()) {
        if (best == null || entry.getValue() > counts.get(best)) {
          best = entry.getKey();
        }
      }
      if (best == null || counts.get(best) < minimum) {
        break;
      }
      String[] pair = best.split(" ", 2);
      words.forEach(word -> join(word, pair[0], pair[1]));
      if (!learnt.contains(pair[0] + pair[1])) {
        learnt.add(pair[0] + pair[1]);
      }
    }
    return learnt;
  }

  private static List<String> letters(String word) {
    List<String> letters = new ArrayList<>();
    word.chars().forEach(letter -> letters.add(Character.toString(letter)));
    return letters;
  }

  private static void join(List<String> word, String left, String right) {
    for (int i = 0; i + 1 < word.size(); i++) {
      if (word.get(i).equals(left) && word.get(i + 1).equals(right)) {
        word.set(i, left + right);
        word.remove(i + 1);
      }
    }
  }

  /** While any merge fits: the one learnt first, at all its places, left to right. */
  static int[] apply(int[] word, List<MergeTable.Merge> merges) {
    List<Integer> symbols = new ArrayList<>();
    for (int symbol : word) {
      symbols.add(symbol);
    }
    boolean again = true;
    while (again) {
      again = false;
      for (int rank = 0; rank < merges.size() && !again; rank++) {
        MergeTable.Merge merge = merges.get(rank);
        List<Integer> joined = new ArrayList<>();
        for (int i = 0; i < symbols.size(); i++) {
          boolean here =
              i + 1 < symbols.size()
                  && symbols.get(i) == merge.left()
                  && symbols.get(i + 1) == merge.right();
          joined.add(here ? merge.joined() : symbols.get(i));
          i += here ? 1 : 0;
        }
        again = joined.size() < symbols.size();
        symbols = joined;
      }
    }
    return symbols.stream().mapToInt(symbol -> symbol).toArray();
  }
}
