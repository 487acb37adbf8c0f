package dev.attune.experiments.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a long command end in good order on Ctrl-C (or a polite kill): between opening and closing,
 * the process waits until the command has seen the request and closed this. The process then ends
 * with code 130, as without it.
 */
public final class Interruption implements AutoCloseable {
  /** A step and a checkpoint take less; a command that hangs must not keep the process for ever. */
  private static final long PATIENCE_SECONDS = 120;

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook;
  private volatile boolean requested;

  private Interruption(Runnable onRequest) {
    hook = new Thread(() -> request(onRequest), "interruption");
  }

  /**
   * Starts to listen.
   *
   * @param onRequest called once if the interruption comes, for instance to say what happens now
   */
  public static Interruption listen(Runnable onRequest) {
    Interruption interruption = new Interruption(onRequest);
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  /** Whether the command should end as soon as it can do so in good order. */
  public boolean requested() {
    return requested;
  }

  /** Lets the process end; everything that has to be said or written must have been. */
  @Override
  public void close() {
    closed.countDown();
    if (!requested) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        requested = true; // The process began to end at this very moment: nothing is left to stop.
      }
    }
  }

  private void request(Runnable onRequest) {
    requested = true;
    onRequest.run();
    try {
      boolean inOrder = closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (!inOrder) {
        Runtime.getRuntime().halt(Attune.INTERRUPTED);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
