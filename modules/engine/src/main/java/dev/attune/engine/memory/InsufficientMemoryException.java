package dev.attune.engine.memory;

import java.util.OptionalLong;

/** Arrays that do not fit in the memory that is free. */
public final class InsufficientMemoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * What is fixed is at least a parameter and its gradient: four times a copy of half the width.
   */
  private static final int LEAST_COPIES = 4;

  private final boolean measured;
  private final long needed;
  private final long fixed;
  private final long free;

  /**
   * States both sides.
   *
   * @param what needs it, such as {@code a step's intermediates}
   * @param needed its bytes
   * @param free bytes that can still be given
   * @param growsWithBatch whether a smaller batch would need less
   */
  public InsufficientMemoryException(String what, long needed, long free, boolean growsWithBatch) {
    this(
        "%s need %d MiB, and %d MiB of memory are free"
            .formatted(what, (needed >> 20) + 1, free >> 20),
        true,
        needed,
        growsWithBatch ? 0 : needed,
        free);
  }

  private InsufficientMemoryException(
      String message, boolean measured, long needed, long fixed, long free) {
    super(message);
    this.measured = measured;
    this.needed = needed;
    this.fixed = fixed;
    this.free = free;
  }

  /**
   * Where a library took memory of its own, and does not tell how much.
   *
   * @param where it did, such as a call's name
   */
  public static InsufficientMemoryException unmeasured(String where, long free) {
    String message =
        "%s: out of memory, and %d MiB of memory are free".formatted(where, free >> 20);
    return new InsufficientMemoryException(message, false, 0, 0, free);
  }

  /** The same, of which so many bytes are needed whatever the batch. */
  public InsufficientMemoryException ofWhichFixed(long bytes) {
    InsufficientMemoryException same =
        new InsufficientMemoryException(getMessage(), measured, needed, bytes, free);
    same.setStackTrace(getStackTrace());
    return same;
  }

  /** Whether a smaller batch would need less. */
  public boolean growsWithBatch() {
    return !measured || fixed < needed;
  }

  /**
   * How large a batch would fit: what is not fixed grows with it.
   *
   * @param rows of the batch that does not fit
   * @return 0 if not even one row fits; empty if it is not known
   */
  public OptionalLong fittingRows(long rows) {
    if (!measured) {
      return OptionalLong.empty();
    }
    double share = (free - fixed) / (double) Math.max(1, needed - fixed);
    return OptionalLong.of(Math.max(0, (long) (rows * share)));
  }

  /**
   * Whether all would fit if what grows with the batch took half as much, at the price of narrow
   * copies of the parameters.
   */
  public boolean fitsInHalf() {
    return measured && fixed + fixed / LEAST_COPIES + (needed - fixed) / 2 <= free;
  }
}
