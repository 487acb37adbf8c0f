package dev.attune.augmentation.image;

import dev.attune.augmentation.Require;
import dev.attune.augmentation.Transformations;

/**
 * A square picture turned by 0, 90, 180 or 270 degrees anticlockwise: which, is to be told
 * (rotation prediction, Gidaris, Singh and Komodakis, arXiv 1803.07728). Pixels change their places
 * and are not resampled: no blur gives the turn away.
 */
public record QuarterTurns() implements Transformations<PixelsWritable> {
  private static final int COUNT = 4;

  @Override
  public int count() {
    return COUNT;
  }

  @Override
  public PixelsWritable apply(PixelsWritable image, int which) {
    Require.that(
        which >= 0 && which < COUNT, "quarter_turns: which: expected 0 to 3, found %s", which);
    int side = image.width();
    Require.that(
        image.height() == side, "quarter_turns: expected a square picture, found %s", image);
    if (which == 0) {
      return image;
    }
    float[] values = image.values();
    float[] turned = new float[values.length];
    int plane = side * side;
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        int from = source(which, side - 1, y, x);
        for (int start = 0; start < turned.length; start += plane) {
          turned[start + y * side + x] = values[start + from];
        }
      }
    }
    return new PixelsWritable(turned, image.channels(), side, side);
  }

  /** Where, in its plane, the pixel comes from that stands at (y, x) afterwards. */
  private static int source(int which, int last, int y, int x) {
    int side = last + 1;
    return switch (which) {
      case 1 -> x * side + (last - y);
      case 2 -> (last - y) * side + (last - x);
      default -> (last - x) * side + y;
    };
  }
}
