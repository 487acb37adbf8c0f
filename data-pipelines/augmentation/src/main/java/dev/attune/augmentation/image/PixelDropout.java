package dev.attune.augmentation.image;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Require;
import java.util.random.RandomGenerator;

/**
 * Single pixels hidden, in all channels (the masking noise of denoising autoencoders: Vincent et
 * al., JMLR 11, 2010). {@link Cutout} hides squares.
 *
 * @param share the probability of each pixel to be hidden, on its own, 0 to 1
 * @param fill the value put in all channels, 0 to 1; 0 in the paper
 */
public record PixelDropout(double share, double fill) implements Augmentation<PixelsWritable> {

  /** Refuses shares and fills outside 0 to 1. */
  public PixelDropout {
    Require.probability("pixel_dropout: share", share);
    Require.between("pixel_dropout: fill", 0, 1, fill);
  }

  /** Hidden pixels are black. */
  public static PixelDropout of(double share) {
    return new PixelDropout(share, 0);
  }

  @Override
  public PixelsWritable apply(PixelsWritable image, RandomGenerator random) {
    float[] values = image.values().clone();
    int plane = image.height() * image.width();
    for (int pixel = 0; pixel < plane; pixel++) {
      if (random.nextDouble() < share) {
        for (int i = pixel; i < values.length; i += plane) {
          values[i] = (float) fill;
        }
      }
    }
    return new PixelsWritable(values, image.channels(), image.height(), image.width());
  }
}
