package dev.attune.engine.executor;

/** A loss or gradient that is not finite. */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long step;

  public DivergedException(long step, String what, double value) {
    super("step %d: the %s is %s".formatted(step + 1, what, value));
    this.step = step;
  }

  /** The step, from 0. */
  public long step() {
    return step;
  }
}
