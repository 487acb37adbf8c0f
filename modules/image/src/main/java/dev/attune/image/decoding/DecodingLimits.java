package dev.attune.image.decoding;

/**
 * The largest image that is decoded; anything larger is refused by its header, before its pixels
 * are allocated.
 *
 * @param maximumSide longest side in pixels
 * @param maximumPixels largest width times height
 * @param maximumBytes largest file
 */
public record DecodingLimits(int maximumSide, long maximumPixels, long maximumBytes) {
  /**
   * 16,384 a side, 64 megapixels, 256 MiB: photographs of today's cameras pass, and the decoder and
   * its output stay below 1 GiB.
   */
  public static final DecodingLimits DEFAULTS = new DecodingLimits(16_384, 64_000_000L, 256L << 20);

  /** Checks that each is positive and a file fits an array. */
  public DecodingLimits {
    if (maximumSide < 1 || maximumPixels < 1 || maximumBytes < 1) {
      throw new IllegalArgumentException(
          "decoding limits: expected positive numbers, found side "
              + maximumSide
              + ", pixels "
              + maximumPixels
              + ", bytes "
              + maximumBytes);
    }
    if (maximumBytes > Integer.MAX_VALUE - 8 || maximumPixels > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "decoding limits: expected bytes and pixels below 2^31 - 8, found "
              + maximumBytes
              + " and "
              + maximumPixels);
    }
  }

  void check(String name, int width, int height) {
    if (width < 1 || height < 1) {
      throw new UnreadableImageException(name, "at least 1x1 pixels", width + "x" + height);
    }
    if (width > maximumSide || height > maximumSide || (long) width * height > maximumPixels) {
      throw new UnreadableImageException(
          name,
          "at most " + maximumSide + " pixels a side and " + maximumPixels + " in all",
          width + "x" + height);
    }
  }
}
