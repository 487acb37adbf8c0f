package dev.attune.datasets.batching;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Which items make which batch: each epoch visits the items once, in an order that depends on
 * (seed, epoch) alone. The rest that fills no batch is left out of its epoch; since the order
 * changes, no item is left out for good.
 *
 * @param items how many there are
 * @param batchSize items a batch, at most as many as there are
 * @param seed of the orders
 */
public record EpochPlan(int items, int batchSize, long seed) {

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if there are too few items for one batch
   */
  public EpochPlan {
    if (batchSize < 1 || batchSize > items) {
      throw new IllegalArgumentException(
          "batch_size: expected 1 to the %d items there are to train on, found %d"
              .formatted(items, batchSize));
    }
  }

  /** Whole batches an epoch. */
  public int batches() {
    return items / batchSize;
  }

  /** All items in the order of an epoch, counted from 0. */
  public int[] order(int epoch) {
    int[] order = new int[items];
    Arrays.setAll(order, i -> i);
    SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + epoch);
    for (int i = items - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int other = order[j];
      order[j] = order[i];
      order[i] = other;
    }
    return order;
  }
}
