package dev.attune.image;

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
 * Items turned into pixels on threads of its own, in order, a bounded number ahead of whoever takes
 * them.
 */
final class Preparation<T> implements AutoCloseable {
  private static final int MOST_THREADS = 8;

  private final Iterator<T> items;
  private final Function<T, float[]> prepare;
  private final ExecutorService threads;
  private final Deque<Future<float[]>> ahead = new ArrayDeque<>();

  /**
   * Starts.
   *
   * @param bound most items prepared and not yet taken
   */
  Preparation(List<T> items, Function<T, float[]> prepare, int bound) {
    this.items = items.iterator();
    this.prepare = prepare;
    int count = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    this.threads =
        Executors.newFixedThreadPool(
            count,
            task -> {
              Thread thread = new Thread(task, "image-preparation");
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

  /** The next item's pixels; throws what preparing them threw. */
  float[] next() {
    try {
      float[] pixels = ahead.remove().get();
      submit();
      return pixels;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while images were prepared");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("preparing an image failed", e.getCause());
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
