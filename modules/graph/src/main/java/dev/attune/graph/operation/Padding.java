package dev.attune.graph.operation;

/**
 * Zeros around an image before a window slides over it.
 *
 * @param sameSize whether as many as give ⌈size / stride⌉ results; the odd one goes below and right
 * @param height rows of zeros above and below, unless {@code sameSize}
 * @param width columns of zeros left and right, unless {@code sameSize}
 */
public record Padding(boolean sameSize, int height, int width) {

  public Padding {
    if (height < 0 || width < 0) {
      throw new IllegalArgumentException(
          "expected padding of at least 0, found " + height + " and " + width);
    }
  }

  /** ⌈size / stride⌉ results. */
  public static Padding same() {
    return new Padding(true, 0, 0);
  }

  /** No zeros. */
  public static Padding none() {
    return new Padding(false, 0, 0);
  }

  /** The same number on all four sides. */
  public static Padding of(int size) {
    return new Padding(false, size, size);
  }

  /** Number of results along an axis. */
  long results(long size, long kernel, int stride, int padding) {
    return sameSize
        ? (size + stride - 1) / stride
        : Math.floorDiv(size + 2L * padding - kernel, stride) + 1;
  }
}
