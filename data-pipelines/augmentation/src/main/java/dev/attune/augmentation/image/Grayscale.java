package dev.attune.augmentation.image;

import dev.attune.augmentation.Augmentation;
import java.util.random.RandomGenerator;

/** Colours replaced by their luma (ITU-R BT.601), the number of channels kept. */
public record Grayscale() implements Augmentation<PixelsWritable> {

  @Override
  public PixelsWritable apply(PixelsWritable image, RandomGenerator random) {
    return image.withChannels(1).withChannels(image.channels());
  }
}
