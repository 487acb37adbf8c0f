package dev.attune.engine.cuda.device;

/** Gives back several things, each even if another could not be. */
public final class Closing {
  private Closing() {}

  /** All of them, in order; then throws what went wrong first. */
  public static void all(Runnable... owned) {
    RuntimeException first = null;
    for (Runnable one : owned) {
      try {
        one.run();
      } catch (RuntimeException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }

  /** All of them after a failure, which says more than what breaks now. */
  public static void after(Throwable failure, Runnable... owned) {
    try {
      all(owned);
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }
}
