package dev.attune.augmentation;

import java.util.HashSet;
import java.util.List;

/**
 * Orders of n parts: the classes of a puzzle (jigsaw, Noroozi and Favaro, arXiv 1603.09246).
 *
 * @param orders at least one, all of the same parts, none twice; in each, which part stands at each
 *     place, counted from 0
 */
public record Permutations(List<List<Integer>> orders) {
  /** The most parts. */
  public static final int MAX_PARTS = 16;

  /** The most orders that are chosen. */
  public static final int MAX_COUNT = 10_000;

  /** Copies the lists, and refuses what are no orders of the same parts, or the same ones. */
  public Permutations {
    Require.that(
        orders != null && !orders.isEmpty(),
        "permutations: orders: expected at least one, found none");
    orders = orders.stream().map(List::copyOf).toList();
    int parts = orders.get(0).size();
    requireParts(parts);
    for (List<Integer> order : orders) {
      Require.that(
          isOrder(order, parts),
          "permutations: orders: expected each number from 0 to %s once, found %s",
          parts - 1,
          order);
    }
    int different = new HashSet<>(orders).size();
    Require.that(
        different == orders.size(),
        "permutations: orders: expected %s different ones, found %s",
        orders.size(),
        different);
  }

  /**
   * Chooses orders that are far apart, so that no two classes look alike. The first is drawn; each
   * further one has the greatest Hamming distance (the number of places that hold different parts)
   * to the nearest of those before it. Among equals the greatest mean distance to all before
   * counts, then chance.
   *
   * <p>The paper's algorithm takes the mean alone. Of 100 orders of 9 parts the closest two then
   * differ in 2 or 3 places, here in 6, and the mean over all pairs is 8.08 either way.
   *
   * <p>Up to 9 parts all n! orders are candidates, of more parts 200,000 that are drawn; the order
   * in which nothing moves is one like any other. 100 orders of 9 parts take a fraction of a
   * second, {@value #MAX_COUNT} some 15 seconds.
   *
   * @param parts 2 to {@value #MAX_PARTS}
   * @param count how many orders, 1 to n!, at most {@value #MAX_COUNT}
   * @param seed any number; the same seed gives the same orders
   */
  public static Permutations of(int parts, int count, long seed) {
    requireParts(parts);
    long most = Math.min(MAX_COUNT, factorial(parts));
    Require.that(
        count >= 1 && count <= most,
        "permutations: count: expected 1 to %s for %s parts, found %s",
        most,
        parts,
        count);
    return new Permutations(new DistantOrders(parts, new AugmentationRandom(seed)).choose(count));
  }

  /** How many parts each order has. */
  public int parts() {
    return orders.get(0).size();
  }

  /** How many orders there are. */
  public int count() {
    return orders.size();
  }

  /**
   * One order: which part stands at each place.
   *
   * @param which from 0 to below {@link #count()}
   * @throws IllegalArgumentException if there is no such order
   */
  public int[] order(int which) {
    Require.that(
        which >= 0 && which < count(),
        "permutations: which: expected 0 to %s, found %s",
        count() - 1,
        which);
    return orders.get(which).stream().mapToInt(part -> part).toArray();
  }

  private static void requireParts(int parts) {
    Require.that(
        parts >= 2 && parts <= MAX_PARTS,
        "permutations: parts: expected 2 to %s, found %s",
        MAX_PARTS,
        parts);
  }

  private static boolean isOrder(List<Integer> order, int parts) {
    return order.size() == parts
        && order.stream().allMatch(part -> part >= 0 && part < parts)
        && new HashSet<>(order).size() == parts;
  }

  private static long factorial(int number) {
    long product = 1;
    for (int factor = 2; factor <= number; factor++) {
      product *= factor;
    }
    return product;
  }
}
