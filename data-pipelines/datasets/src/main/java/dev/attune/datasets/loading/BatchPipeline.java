package dev.attune.datasets.loading;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Batches in the plan's order, prepared ahead on daemon threads of their own. At most {@code ahead}
 * batches are made or in the making besides the one delivered. The sequence is the same for any
 * number of threads and from any cursor. For one consuming thread.
 *
 * @param <B> a batch
 */
public final class BatchPipeline<B> implements AutoCloseable {
  private static final long CLOSE_SECONDS = 10;

  private final EpochPlan plan;
  private final BatchLoader<B> loader;
  private final ExecutorService threads;
  private final Deque<Future<Loaded<B>>> queue = new ArrayDeque<>();
  private final int ahead;
  private Cursor next;
  private Cursor submitted;
  private long orderEpoch = -1;
  private int[] order = {};
  private long waitedNanos;
  private boolean closed;

  /**
   * Starts to load.
   *
   * @param plan which items each batch holds
   * @param from the first batch to deliver; {@link Cursor#START}, or a checkpoint's
   * @param threads number of loading threads
   * @param ahead most batches prepared ahead; 2 to 4 even out batches of unequal cost
   * @param loader makes a batch
   * @throws IllegalArgumentException if a number is not positive or the cursor lies in no epoch
   */
  public BatchPipeline(EpochPlan plan, Cursor from, int threads, int ahead, BatchLoader<B> loader) {
    if (threads < 1 || ahead < 1) {
      throw new IllegalArgumentException(
          "expected threads and batches ahead of 1 or more, found " + threads + " and " + ahead);
    }
    if (from.batch() >= plan.batches()) {
      throw new IllegalArgumentException(
          "cursor: expected a batch below %d, found %d; was the batch size changed?"
              .formatted(plan.batches(), from.batch()));
    }
    this.plan = plan;
    this.loader = loader;
    this.ahead = ahead;
    this.next = from;
    this.submitted = from;
    this.threads =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "attune-loader");
              thread.setDaemon(true);
              return thread;
            });
    fill(ahead);
  }

  /** Whether there is a further batch. */
  public boolean hasNext() {
    return plan.has(next);
  }

  /** Place of the batch that {@link #next} gives; the place to resume from. */
  public Cursor cursor() {
    return next;
  }

  /**
   * The next batch; waits for it where it is not ready.
   *
   * @throws NoSuchElementException behind the last batch
   * @throws IllegalStateException if the pipeline is closed, or the loader threw a checked
   *     exception
   * @throws RuntimeException what the loader threw at this batch; again at each further call
   * @throws CancellationException if the thread is interrupted while it waits
   */
  public Loaded<B> next() {
    if (closed) {
      throw new IllegalStateException("expected an open pipeline, found a closed one");
    }
    if (!hasNext()) {
      throw new NoSuchElementException("no batch behind the last of " + plan.epochs() + " epochs");
    }
    fill(ahead + 1);
    Future<Loaded<B>> first = queue.element();
    long start = System.nanoTime();
    try {
      Loaded<B> batch = first.get();
      queue.remove();
      next = plan.after(next);
      return batch;
    } catch (ExecutionException failed) {
      throw unchecked(failed.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting for batch " + next);
    } finally {
      waitedNanos += System.nanoTime() - start;
    }
  }

  /** Nanoseconds that the consumer has waited in {@link #next}, of all calls together. */
  public long waitedNanos() {
    return waitedNanos;
  }

  /** Stops the threads; batches that were made and not delivered are closed, where they can be. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    while (!queue.isEmpty()) {
      discard(queue.remove());
    }
  }

  private void fill(int most) {
    while (queue.size() < most && plan.has(submitted)) {
      Cursor at = submitted;
      int[] items = items(at);
      queue.add(
          threads.submit(
              () -> new Loaded<>(at, items.length, loader.load(at.epoch(), at.batch(), items))));
      submitted = plan.after(at);
    }
  }

  private int[] items(Cursor at) {
    if (orderEpoch != at.epoch()) {
      order = plan.order(at.epoch());
      orderEpoch = at.epoch();
    }
    return plan.batch(order, at.batch());
  }

  private void discard(Future<Loaded<B>> made) {
    if (!made.isDone()) {
      return;
    }
    try {
      if (made.get().value() instanceof AutoCloseable resource) {
        resource.close();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException failed) {
      // A batch that could not be made holds nothing to close.
      return;
    } catch (Exception failed) {
      throw new IllegalStateException("cannot close a batch: " + failed.getMessage(), failed);
    }
  }

  private RuntimeException unchecked(Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    if (cause instanceof RuntimeException runtime) {
      return runtime;
    }
    if (cause instanceof IOException io) {
      return new UncheckedIOException(io.getMessage(), io);
    }
    return new IllegalStateException("batch " + next + ": " + cause.getMessage(), cause);
  }
}
