package dev.attune.augmentation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The greedy choice of orders that are far apart. An order is a {@code long}, four bits a part from
 * the lowest on, so that a distance costs a handful of instructions.
 */
final class DistantOrders {
  /** 9! candidates are 3 MB, 10! would be 29. */
  private static final int MOST_PARTS_OF_ALL = 9;

  private static final int DRAWN = 200_000;
  private static final int BITS = 4;
  private static final long LOWEST_BITS = 0x1111111111111111L;

  private final int parts;
  private final long[] candidates;
  private final int[] least;
  private final long[] sums;

  DistantOrders(int parts, RandomGenerator random) {
    this.parts = parts;
    this.candidates = parts <= MOST_PARTS_OF_ALL ? all(parts) : drawn(parts, random);
    shuffle(candidates, random);
    this.least = new int[candidates.length];
    Arrays.fill(least, parts + 1);
    this.sums = new long[candidates.length];
  }

  /** Chooses; an order once chosen has the distance 0 and is not chosen again. */
  List<List<Integer>> choose(int count) {
    List<List<Integer>> chosen = new ArrayList<>();
    int next = 0;
    while (true) {
      chosen.add(unpacked(candidates[next]));
      if (chosen.size() == count) {
        return chosen;
      }
      next = farthestAfter(candidates[next]);
    }
  }

  /** Takes one more order into account; returns the candidate that is now the farthest. */
  private int farthestAfter(long chosen) {
    int best = 0;
    for (int i = 0; i < candidates.length; i++) {
      int distance = distance(candidates[i], chosen);
      least[i] = Math.min(least[i], distance);
      sums[i] += distance;
      if (least[i] > least[best] || (least[i] == least[best] && sums[i] > sums[best])) {
        best = i;
      }
    }
    return best;
  }

  /** In how many places the parts differ. */
  private static int distance(long left, long right) {
    long differing = left ^ right;
    differing |= differing >>> 2;
    differing |= differing >>> 1;
    return Long.bitCount(differing & LOWEST_BITS);
  }

  private static long[] all(int parts) {
    long[] orders = {0};
    for (int part = 1; part < parts; part++) {
      long[] longer = new long[orders.length * (part + 1)];
      int count = 0;
      for (long order : orders) {
        for (int place = 0; place <= part; place++) {
          longer[count++] = inserted(order, part, place);
        }
      }
      orders = longer;
    }
    return orders;
  }

  private static long[] drawn(int parts, RandomGenerator random) {
    long[] orders = new long[DRAWN];
    for (int i = 0; i < DRAWN; i++) {
      for (int part = 1; part < parts; part++) {
        orders[i] = inserted(orders[i], part, random.nextInt(part + 1));
      }
    }
    return orders;
  }

  /** The order with one more part at a place; those from there on move up by one. */
  private static long inserted(long order, int part, int place) {
    int shift = BITS * place;
    long below = order & ((1L << shift) - 1);
    long above = (order >>> shift) << shift;
    return below | ((long) part << shift) | (above << BITS);
  }

  /** So that chance decides among equals, and not the way in which the candidates were listed. */
  private static void shuffle(long[] orders, RandomGenerator random) {
    for (int i = orders.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      long moved = orders[other];
      orders[other] = orders[i];
      orders[i] = moved;
    }
  }

  private List<Integer> unpacked(long order) {
    List<Integer> places = new ArrayList<>();
    for (int place = 0; place < parts; place++) {
      places.add((int) (order >>> (BITS * place)) & 0xf);
    }
    return places;
  }
}
