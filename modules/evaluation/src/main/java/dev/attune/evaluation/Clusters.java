package dev.attune.evaluation;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Which items are resampled together: the captions of one image are no independent draws, so that
 * an interval over captions one by one would be too narrow.
 */
public final class Clusters {
  private final int[] clusterOf;
  private final int count;

  private Clusters(int[] clusterOf, int count) {
    this.clusterOf = clusterOf;
    this.count = count;
  }

  /**
   * Every item on its own.
   *
   * @param items number of items, at least 1
   * @return one cluster an item
   */
  public static Clusters single(int items) {
    requireItems(items);
    return new Clusters(IntStream.range(0, items).toArray(), items);
  }

  /**
   * Items of one key form a cluster.
   *
   * @param keys one key an item, for instance the id of its image
   * @return clusters numbered by first appearance
   */
  public static Clusters of(List<?> keys) {
    requireItems(keys.size());
    Map<Object, Integer> numbers = new HashMap<>();
    int[] clusterOf = new int[keys.size()];
    for (int i = 0; i < clusterOf.length; i++) {
      clusterOf[i] = numbers.computeIfAbsent(keys.get(i), key -> numbers.size());
    }
    return new Clusters(clusterOf, numbers.size());
  }

  /**
   * Items of one number form a cluster.
   *
   * @param keys one number an item; any numbers
   * @return clusters numbered by first appearance
   */
  public static Clusters of(int[] keys) {
    return of(Arrays.stream(keys).boxed().toList());
  }

  private static void requireItems(int items) {
    if (items < 1) {
      throw new IllegalArgumentException("clusters: expected at least 1 item, found " + items);
    }
  }

  /**
   * Number of items.
   *
   * @return at least 1
   */
  public int items() {
    return clusterOf.length;
  }

  /**
   * Number of clusters.
   *
   * @return at least 1
   */
  public int count() {
    return count;
  }

  /**
   * The cluster of an item.
   *
   * @param item from 0
   * @return its cluster, from 0 to {@link #count()} − 1
   */
  public int of(int item) {
    return clusterOf[item];
  }

  void requireItemsEqual(int items, String what) {
    if (items != clusterOf.length) {
      throw new IllegalArgumentException(
          "clusters: expected one entry for each of "
              + items
              + " "
              + what
              + ", found "
              + clusterOf.length);
    }
  }
}
