package dev.attune.engine.plan;

/**
 * A window that slides over images [n, channels, height, width].
 *
 * @param height of the window
 * @param width of the window
 * @param strideHeight between neighbouring windows
 * @param strideWidth between neighbouring windows
 * @param top rows of zeros above
 * @param left columns of zeros to the left
 * @param bottom rows of zeros below
 * @param right columns of zeros to the right
 */
public record Window(
    long height,
    long width,
    long strideHeight,
    long strideWidth,
    long top,
    long left,
    long bottom,
    long right) {

  /**
   * From libnd4j's arguments.
   *
   * @param arguments kernel height and width, strides, padding, dilation, whether "same"
   * @param image [n, channels, height, width]
   * @param result [n, channels, height, width]
   */
  public static Window of(long[] arguments, long[] image, long[] result) {
    boolean same = arguments[8] == 1;
    long top = arguments[4];
    long left = arguments[5];
    long down = Math.max(0, (result[2] - 1) * arguments[2] + arguments[0] - image[2]);
    long across = Math.max(0, (result[3] - 1) * arguments[3] + arguments[1] - image[3]);
    if (same) {
      top = down / 2;
      left = across / 2;
    }
    return new Window(
        arguments[0],
        arguments[1],
        arguments[2],
        arguments[3],
        top,
        left,
        (result[2] - 1) * arguments[2] + arguments[0] - image[2] - top,
        (result[3] - 1) * arguments[3] + arguments[1] - image[3] - left);
  }

  /** Height and width. */
  public long[] size() {
    return new long[] {height, width};
  }

  /** Strides, vertical and horizontal. */
  public long[] strides() {
    return new long[] {strideHeight, strideWidth};
  }

  /** Padding above and to the left. */
  public long[] before() {
    return new long[] {top, left};
  }

  /** Padding below and to the right. */
  public long[] after() {
    return new long[] {bottom, right};
  }
}
