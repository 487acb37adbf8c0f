package dev.attune.datasets.check;

/**
 * Which pictures are taken.
 *
 * @param minSide least width and height in pixels
 * @param maxPixels most pixels, width times height; decided by the header, before any is decoded
 * @param maxBytes largest file
 */
public record ImageLimits(int minSide, long maxPixels, long maxBytes) {

  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public ImageLimits {
    if (minSide < 1 || maxPixels < 1 || maxBytes < 1) {
      throw new IllegalArgumentException(
          "expected limits of 1 or more, found min_side %d, max_pixels %d, max_bytes %d"
              .formatted(minSide, maxPixels, maxBytes));
    }
  }

  /** As a run takes them: at least 8 pixels a side, at most 64 million pixels and 256 MiB. */
  public static ImageLimits defaults() {
    return new ImageLimits(8, 64_000_000, 256L << 20);
  }
}
