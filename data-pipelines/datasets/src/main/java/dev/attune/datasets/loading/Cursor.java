package dev.attune.datasets.loading;

/**
 * A place in the sequence of batches; what a checkpoint keeps.
 *
 * @param epoch counted from 0
 * @param batch batch of the epoch, counted from 0
 */
public record Cursor(long epoch, int batch) {
  /** The first batch of the first epoch. */
  public static final Cursor START = new Cursor(0, 0);

  /**
   * Checks the place.
   *
   * @throws IllegalArgumentException if a number is negative
   */
  public Cursor {
    if (epoch < 0 || batch < 0) {
      throw new IllegalArgumentException(
          "cursor: expected epoch and batch of 0 or more, found " + epoch + " and " + batch);
    }
  }
}
