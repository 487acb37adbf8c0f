package dev.attune.engine.memory;

/** A program whose intermediates do not fit in the memory that is free. */
public final class InsufficientMemoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long needed;
  private final long free;

  /**
   * States both sides.
   *
   * @param needed bytes of the program's arena
   * @param free bytes that the machine can still give
   */
  public InsufficientMemoryException(long needed, long free) {
    super(
        "a step needs %d MiB for its intermediates, and %d MiB of memory are free"
            .formatted((needed >> 20) + 1, free >> 20));
    this.needed = needed;
    this.free = free;
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
