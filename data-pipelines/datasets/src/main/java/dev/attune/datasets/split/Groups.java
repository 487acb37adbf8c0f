package dev.attune.datasets.split;

import dev.attune.datasets.Dataset;
import dev.attune.datasets.Item;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The groups of a data set in an order that a seed and their names decide, so that neither the
 * order of the rows nor rows added later change how two groups stand to one another.
 */
final class Groups {
  private final List<List<Integer>> members;

  private Groups(List<List<Integer>> members) {
    this.members = members;
  }

  static Groups shuffled(Dataset data, long seed) {
    Map<String, List<Integer>> byKey = new HashMap<>();
    for (int i = 0; i < data.size(); i++) {
      byKey.computeIfAbsent(key(data.item(i)), k -> new ArrayList<>()).add(i);
    }
    Comparator<String> order = Comparator.comparingLong(key -> rank(key, seed));
    return new Groups(
        byKey.keySet().stream()
            .sorted(order.thenComparing(Comparator.naturalOrder()))
            .map(byKey::get)
            .toList());
  }

  int size() {
    return members.size();
  }

  /** Positions of the items of some groups, ascending. */
  List<Integer> items(int from, int to) {
    return members.subList(from, to).stream().flatMap(List::stream).sorted().toList();
  }

  /** How many groups a share is: to the nearest, and at least one where the share is not zero. */
  int count(double share, int of) {
    return share == 0 ? 0 : Math.max(1, (int) Math.round(share * of));
  }

  /** An item without a group is one of its own, whose key no group's name can equal. */
  static String key(Item item) {
    return item.group().map(group -> "g" + group).orElseGet(() -> "i" + item.id());
  }

  /**
   * FNV-1a of the key, then the finaliser of SplitMix64 (Steele, Lea, Flood 2014) with the seed.
   */
  private static long rank(String key, long seed) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return mix(mix(seed + 0x9e3779b97f4a7c15L) ^ hash);
  }

  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
    return b ^ (b >>> 31);
  }
}
