package dev.attune.augmentation.image;

import dev.attune.augmentation.Augmentation;
import java.util.random.RandomGenerator;

/** Left and right exchanged, always; {@link Augmentation#withProbability} makes it a chance. */
public record HorizontalFlip() implements Augmentation<PixelsWritable> {

  @Override
  public PixelsWritable apply(PixelsWritable image, RandomGenerator random) {
    int width = image.width();
    float[] values = image.values();
    float[] flipped = new float[values.length];
    for (int row = 0; row < values.length; row += width) {
      for (int x = 0; x < width; x++) {
        flipped[row + x] = values[row + width - 1 - x];
      }
    }
    return new PixelsWritable(flipped, image.channels(), image.height(), width);
  }
}
