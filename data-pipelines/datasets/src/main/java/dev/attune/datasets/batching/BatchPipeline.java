package dev.attune.datasets.batching;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Makes batches on threads of its own, a few ahead, and hands them out in the plan's order, epoch
 * after epoch without end. What it gives does not depend on the number of threads.
 *
 * <p>For one consumer thread.
 *
 * @param <B> a batch
 */
public final class BatchPipeline<B> implements AutoCloseable {

  /** Makes one batch; called from several threads. */
  @FunctionalInterface
  public interface Collator<B> {
    /**
     * Makes one batch.
     *
     * @param epoch from 0
     * @param items positions of its items
     */
    B collate(int epoch, int... items);
  }

  private final EpochPlan plan;
  private final Collator<B> collator;
  private final ExecutorService threads;
  private final Deque<Future<B>> ahead = new ArrayDeque<>();
  private int epoch;
  private int batch;
  private int[] order;
  private long waited;

  /**
   * Starts to make batches.
   *
   * @param plan which items make which
   * @param collator makes one
   * @param threads how many make batches at a time
   * @param batchesAhead how many are made before they are asked for; memory holds as many
   * @param epoch of the first batch to hand out
   * @param batch of that epoch, to go on where a checkpoint was written
   */
  public BatchPipeline(
      EpochPlan plan, Collator<B> collator, int threads, int batchesAhead, int epoch, int batch) {
    if (threads < 1 || batchesAhead < 1) {
      throw new IllegalArgumentException(
          "threads, batches_ahead: expected 1 or more, found %d and %d"
              .formatted(threads, batchesAhead));
    }
    this.plan = plan;
    this.collator = collator;
    this.epoch = epoch;
    this.batch = batch;
    this.order = plan.order(epoch);
    this.threads =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "attune-batches");
              thread.setDaemon(true);
              return thread;
            });
    for (int i = 0; i < batchesAhead; i++) {
      ahead.add(submit());
    }
  }

  private Future<B> submit() {
    if (batch == plan.batches()) {
      epoch++;
      batch = 0;
      order = plan.order(epoch);
    }
    int from = batch * plan.batchSize();
    int[] items = Arrays.copyOfRange(order, from, from + plan.batchSize());
    int of = epoch;
    batch++;
    return threads.submit(() -> collator.collate(of, items));
  }

  /**
   * The next batch; waits until it is made.
   *
   * @throws RuntimeException what the collator threw
   */
  public B next() {
    long start = System.nanoTime();
    try {
      B made = ahead.remove().get();
      ahead.add(submit());
      return made;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a batch", e);
    } finally {
      waited += System.nanoTime() - start;
    }
  }

  /** Nanoseconds that {@link #next} has waited so far. */
  public long waitedNanos() {
    return waited;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
