package dev.attune.augmentation.image;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Require;
import java.util.random.RandomGenerator;

/**
 * Evaluation preprocessing: the shorter side is scaled to a fixed length, then the centre is cut
 * out. Draws nothing.
 *
 * <p>Bilinear with antialiasing, both steps in one: what is cut off is never computed.
 *
 * @param shorterSide length of the shorter side after scaling; at least {@code height} and {@code
 *     width}
 * @param height rows of the output
 * @param width columns of the output
 */
public record ResizeCentreCrop(int shorterSide, int height, int width)
    implements Augmentation<PixelsWritable> {

  /** Refuses sizes below 1 and a crop larger than what it is cut from. */
  public ResizeCentreCrop {
    Require.positive("resize_centre_crop: height", height);
    Require.positive("resize_centre_crop: width", width);
    Require.that(
        shorterSide >= Math.max(height, width),
        "resize_centre_crop: shorter_side: expected at least height %s and width %s, found %s",
        height,
        width,
        shorterSide);
  }

  /** The whole shorter side, square. */
  public static ResizeCentreCrop of(int side) {
    return new ResizeCentreCrop(side, side, side);
  }

  @Override
  public PixelsWritable apply(PixelsWritable image, RandomGenerator random) {
    return apply(image);
  }

  /** The same without a random source, since nothing is drawn. */
  public PixelsWritable apply(PixelsWritable image) {
    int shorter = Math.min(image.height(), image.width());
    int scaledHeight = scaled(image.height(), shorter);
    int scaledWidth = scaled(image.width(), shorter);
    if (scaledHeight == height
        && scaledWidth == width
        && image.height() == height
        && image.width() == width) {
      return image;
    }
    int top = (scaledHeight - height) / 2;
    int left = (scaledWidth - width) / 2;
    return Resampling.resample(
        image,
        Taps.bilinear(0, image.height(), scaledHeight, top, height),
        Taps.bilinear(0, image.width(), scaledWidth, left, width));
  }

  private int scaled(int side, int shorter) {
    return (int) Math.min(Integer.MAX_VALUE, (long) side * shorterSide / shorter);
  }
}
