package dev.attune.augmentation.image;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Require;
import java.util.random.RandomGenerator;

/**
 * Gaussian noise added to each value of each channel (denoising autoencoders: Vincent et al., JMLR
 * 11, 2010). Values may leave [0, 1]: clamping would make dark places brighter and bright ones
 * darker, and would spoil a picture that is normalised already.
 *
 * @param deviation of the noise, above 0; in the unit of the values it is added to
 */
public record GaussianNoise(double deviation) implements Augmentation<PixelsWritable> {

  /** Refuses deviations that are not above 0 and finite. */
  public GaussianNoise {
    Require.that(
        deviation > 0 && Double.isFinite(deviation),
        "gaussian_noise: deviation: expected a finite number above 0, found %s",
        deviation);
  }

  @Override
  public PixelsWritable apply(PixelsWritable image, RandomGenerator random) {
    float[] values = image.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] += (float) (deviation * random.nextGaussian());
    }
    return new PixelsWritable(values, image.channels(), image.height(), image.width());
  }
}
