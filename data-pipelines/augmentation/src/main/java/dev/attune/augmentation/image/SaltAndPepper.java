package dev.attune.augmentation.image;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Require;
import java.util.random.RandomGenerator;

/**
 * Single pixels white or black, in all channels and each as likely (denoising autoencoders: Vincent
 * et al., JMLR 11, 2010). Unlike {@link PixelDropout} it does not make pictures darker as a whole.
 *
 * @param share the probability of each pixel to be changed, on its own, 0 to 1
 */
public record SaltAndPepper(double share) implements Augmentation<PixelsWritable> {

  /** Refuses shares outside 0 to 1. */
  public SaltAndPepper {
    Require.probability("salt_and_pepper: share", share);
  }

  @Override
  public PixelsWritable apply(PixelsWritable image, RandomGenerator random) {
    float[] values = image.values().clone();
    int plane = image.height() * image.width();
    for (int pixel = 0; pixel < plane; pixel++) {
      if (random.nextDouble() < share) {
        float put = random.nextBoolean() ? 1f : 0f;
        for (int i = pixel; i < values.length; i += plane) {
          values[i] = put;
        }
      }
    }
    return new PixelsWritable(values, image.channels(), image.height(), image.width());
  }
}
