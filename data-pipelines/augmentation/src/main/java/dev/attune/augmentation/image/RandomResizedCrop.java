package dev.attune.augmentation.image;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Range;
import dev.attune.augmentation.Require;
import java.util.random.RandomGenerator;

/**
 * A box of random area and shape, scaled to a fixed size (Inception's crop, arXiv 1409.4842).
 *
 * <p>Bilinear; antialiased where the box is larger than the output. When ten draws give no box that
 * fits, the largest centred box of an allowed shape is taken.
 *
 * @param height rows of the output
 * @param width columns of the output
 * @param scale area of the box as a share of the picture's, within (0, 1]
 * @param ratio width of the box over its height, above 0; drawn on a logarithmic scale
 */
public record RandomResizedCrop(int height, int width, Range scale, Range ratio)
    implements Augmentation<PixelsWritable> {
  private static final int DRAWS = 10;

  /** Refuses sizes below 1 and ranges that no box can meet. */
  public RandomResizedCrop {
    Require.positive("random_resized_crop: height", height);
    Require.positive("random_resized_crop: width", width);
    Require.that(
        scale.low() > 0 && scale.high() <= 1,
        "random_resized_crop: scale: expected a range within (0, 1], found %s",
        scale);
    Require.that(
        ratio.low() > 0, "random_resized_crop: ratio: expected a range above 0, found %s", ratio);
  }

  /** The settings that ImageNet training uses: 8 % to all of the area, shapes 3:4 to 4:3. */
  public static RandomResizedCrop of(int height, int width) {
    return new RandomResizedCrop(height, width, Range.of(0.08, 1), Range.of(3.0 / 4, 4.0 / 3));
  }

  @Override
  public PixelsWritable apply(PixelsWritable image, RandomGenerator random) {
    Box box = draw(image.height(), image.width(), random);
    return Resampling.resize(image, box.top, box.left, box.height, box.width, height, width);
  }

  /** A part of a picture, in pixels. */
  record Box(int top, int left, int height, int width) {}

  /** The box for a picture of the given size. */
  Box draw(int imageHeight, int imageWidth, RandomGenerator random) {
    double area = (double) imageHeight * imageWidth;
    for (int i = 0; i < DRAWS; i++) {
      double wanted = area * scale.draw(random);
      double shape = ratio.drawLogarithmic(random);
      long boxWidth = Math.round(Math.sqrt(wanted * shape));
      long boxHeight = Math.round(Math.sqrt(wanted / shape));
      if (boxWidth >= 1 && boxWidth <= imageWidth && boxHeight >= 1 && boxHeight <= imageHeight) {
        int top = random.nextInt(imageHeight - (int) boxHeight + 1);
        int left = random.nextInt(imageWidth - (int) boxWidth + 1);
        return new Box(top, left, (int) boxHeight, (int) boxWidth);
      }
    }
    return centred(imageHeight, imageWidth);
  }

  private Box centred(int imageHeight, int imageWidth) {
    double shape = Math.max(ratio.low(), Math.min(ratio.high(), (double) imageWidth / imageHeight));
    int boxWidth = (int) Math.max(1, Math.min(imageWidth, Math.round(imageHeight * shape)));
    int boxHeight = (int) Math.max(1, Math.min(imageHeight, Math.round(imageWidth / shape)));
    return new Box((imageHeight - boxHeight) / 2, (imageWidth - boxWidth) / 2, boxHeight, boxWidth);
  }
}
