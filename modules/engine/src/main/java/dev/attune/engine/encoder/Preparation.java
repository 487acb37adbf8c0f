package dev.attune.engine.encoder;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Items turned into what a tower reads on threads of its own, in order, a bounded number ahead of
 * whoever takes them.
 *
 * @param <T> an item
 * @param <R> what a tower reads of it
 */
public final class Preparation<T, R> implements AutoCloseable {
  private static final int MOST_THREADS = 8;

  private final Iterator<T> items;
  private final Function<T, R> prepare;
  private final ExecutorService threads;
  private final Deque<Future<R>> ahead = new ArrayDeque<>();

  /**
   * Starts.
   *
   * @param bound most items prepared and not yet taken
   */
  public Preparation(List<T> items, Function<T, R> prepare, int bound) {
    this.items = items.iterator();
    this.prepare = prepare;
    int count = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    this.threads =
        Executors.newFixedThreadPool(
            count,
            task -> {
              Thread thread = new Thread(task, "attune-preparation");
              thread.setDaemon(true);
              return thread;
            });
    for (int i = 0; i < bound; i++) {
      submit();
    }
  }

  private void submit() {
    if (items.hasNext()) {
      T item = items.next();
      ahead.add(threads.submit(() -> prepare.apply(item)));
    }
  }

  /** What the tower reads of the next item; throws what preparing it threw. */
  public R next() {
    try {
      R prepared = ahead.remove().get();
      submit();
      return prepared;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while items were prepared");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("preparing an item failed", e.getCause());
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
