package dev.attune.engine.memory;

/** Arrays that do not fit in the memory that is free. */
public final class InsufficientMemoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long needed;
  private final long free;
  private final boolean growsWithBatch;

  /**
   * States both sides.
   *
   * @param what needs it, such as {@code a step's intermediates}
   * @param needed its bytes
   * @param free bytes that the machine can still give
   * @param growsWithBatch whether a smaller batch would need less
   */
  public InsufficientMemoryException(String what, long needed, long free, boolean growsWithBatch) {
    super(
        "%s need %d MiB, and %d MiB of memory are free"
            .formatted(what, (needed >> 20) + 1, free >> 20));
    this.needed = needed;
    this.free = free;
    this.growsWithBatch = growsWithBatch;
  }

  /** Whether a smaller batch would need less. */
  public boolean growsWithBatch() {
    return growsWithBatch;
  }

  /**
   * How much smaller a batch would fit: intermediates grow with it.
   *
   * @param rows of the batch that does not fit
   * @return 0 if not even one row fits
   */
  public long fittingRows(long rows) {
    return (long) (rows * (double) free / needed);
  }
}
