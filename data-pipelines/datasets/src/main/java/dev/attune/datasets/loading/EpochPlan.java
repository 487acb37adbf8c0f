package dev.attune.datasets.loading;

import java.util.Arrays;
import java.util.List;

/**
 * Which items each batch of each epoch holds. Every item comes once an epoch, in an order that the
 * seed and the epoch decide, so that no item is twice in a batch.
 */
public final class EpochPlan {
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private final int[][] strata;
  private final int size;
  private final int batchSize;
  private final boolean dropLast;
  private final long epochs;
  private final boolean shuffled;
  private final long seed;

  private EpochPlan(
      int[][] strata, int batchSize, boolean dropLast, long epochs, boolean shuffled, long seed) {
    if (batchSize < 1 || epochs < 1) {
      throw new IllegalArgumentException(
          "expected a batch size and epochs of 1 or more, found " + batchSize + " and " + epochs);
    }
    int least = dropLast ? batchSize : 1;
    this.size = Arrays.stream(strata).mapToInt(stratum -> stratum.length).sum();
    if (size < least) {
      throw new IllegalArgumentException(
          "expected at least %d items for one batch, found %d".formatted(least, size));
    }
    this.strata = strata;
    this.batchSize = batchSize;
    this.dropLast = dropLast;
    this.epochs = epochs;
    this.shuffled = shuffled;
    this.seed = seed;
  }

  /**
   * For training: another order each epoch.
   *
   * @param items positions of the items
   * @param batchSize items a batch
   * @param dropLast whether an epoch's last batch is left out where it is not full
   * @param epochs number of epochs
   * @param seed decides the orders
   * @throws IllegalArgumentException if there is not one batch
   */
  public static EpochPlan shuffled(
      List<Integer> items, int batchSize, boolean dropLast, long epochs, long seed) {
    return stratified(List.of(items), batchSize, dropLast, epochs, seed);
  }

  /**
   * For training on items of several kinds: another order each epoch, in which every batch has
   * nearly the same share of each kind. Of a stratum with a share s of the items, a batch of b
   * holds s·b, give or take one for each stratum.
   *
   * @param strata positions of the items of each kind
   * @param batchSize items a batch
   * @param dropLast whether an epoch's last batch is left out where it is not full
   * @param epochs number of epochs
   * @param seed decides the orders
   * @throws IllegalArgumentException if there is not one batch
   */
  public static EpochPlan stratified(
      List<List<Integer>> strata, int batchSize, boolean dropLast, long epochs, long seed) {
    int[][] positions = strata.stream().map(EpochPlan::ints).toArray(int[][]::new);
    return new EpochPlan(positions, batchSize, dropLast, epochs, true, seed);
  }

  /** For embedding and evaluation: one pass in the order given, the last batch as it comes. */
  public static EpochPlan inOrder(List<Integer> items, int batchSize) {
    return new EpochPlan(new int[][] {ints(items)}, batchSize, false, 1, false, 0);
  }

  /** Number of epochs. */
  public long epochs() {
    return epochs;
  }

  /** Batches an epoch. */
  public int batches() {
    return dropLast ? size / batchSize : (size - 1) / batchSize + 1;
  }

  /** The place after {@code cursor}. */
  public Cursor after(Cursor cursor) {
    return cursor.batch() + 1 < batches()
        ? new Cursor(cursor.epoch(), cursor.batch() + 1)
        : new Cursor(cursor.epoch() + 1, 0);
  }

  /** The place of the {@code step}-th batch of all, counted from 0. */
  public Cursor at(long step) {
    return new Cursor(step / batches(), (int) (step % batches()));
  }

  /** Whether there is a batch at that place. */
  public boolean has(Cursor cursor) {
    return cursor.epoch() < epochs && cursor.batch() < batches();
  }

  /** Positions of the first batch's items. */
  public int[] first() {
    return batch(order(0), 0);
  }

  /** Positions of all items in the order of an epoch, dropped ones included. */
  int[] order(long epoch) {
    if (!shuffled) {
      return strata[0].clone();
    }
    int[][] orders = new int[strata.length][];
    for (int stratum = 0; stratum < strata.length; stratum++) {
      // The first stratum's stream is that of a plan without strata.
      orders[stratum] = shuffled(strata[stratum], mix(mix(seed) + epoch) + mix(stratum) - mix(0));
    }
    return orders.length == 1 ? orders[0] : interleaved(orders);
  }

  private static int[] shuffled(int[] items, long stream) {
    int[] order = items.clone();
    long state = stream;
    for (int i = order.length - 1; i > 0; i--) {
      state += GOLDEN;
      // The high half of a 64-bit product: uniform to within 2^-32 for any number of items.
      int other = (int) (((mix(state) >>> 32) * (i + 1L)) >>> 32);
      int kept = order[i];
      order[i] = order[other];
      order[other] = kept;
    }
    return order;
  }

  /** Each stratum spread evenly: next comes the one that lags most behind its share. */
  private int[] interleaved(int[][] orders) {
    int[] merged = new int[size];
    int[] taken = new int[orders.length];
    for (int i = 0; i < size; i++) {
      int next = -1;
      double most = Double.NEGATIVE_INFINITY;
      for (int stratum = 0; stratum < orders.length; stratum++) {
        double lag = (i + 1.0) * orders[stratum].length / size - taken[stratum];
        if (taken[stratum] < orders[stratum].length && lag > most) {
          most = lag;
          next = stratum;
        }
      }
      merged[i] = orders[next][taken[next]++];
    }
    return merged;
  }

  /** The items of a batch, out of its epoch's order. */
  int[] batch(int[] order, int batch) {
    int from = batch * batchSize;
    return Arrays.copyOfRange(order, from, Math.min(order.length, from + batchSize));
  }

  /** SplitMix64 (Steele, Lea, Flood 2014), whose numbers no Java release changes. */
  private static long mix(long z) {
    long a = z + GOLDEN;
    long b = (a ^ (a >>> 30)) * 0xbf58476d1ce4e5b9L;
    long c = (b ^ (b >>> 27)) * 0x94d049bb133111ebL;
    return c ^ (c >>> 31);
  }

  private static int[] ints(List<Integer> items) {
    return items.stream().mapToInt(Integer::intValue).toArray();
  }
}
