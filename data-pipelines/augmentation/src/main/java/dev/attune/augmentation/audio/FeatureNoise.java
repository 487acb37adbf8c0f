package dev.attune.augmentation.audio;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Require;
import java.util.random.RandomGenerator;

/**
 * Gaussian noise added to each value of a spectrogram (denoising autoencoders: Vincent et al., JMLR
 * 11, 2010). On logarithms it is a random gain of each band in each frame, as strong in silence as
 * in sound; {@link AdditiveNoise} is what a microphone would hear.
 *
 * @param deviation of the noise, above 0; in the unit of the values it is added to
 */
public record FeatureNoise(double deviation) implements Augmentation<SpectrogramWritable> {

  /** Refuses deviations that are not above 0 and finite. */
  public FeatureNoise {
    Require.that(
        deviation > 0 && Double.isFinite(deviation),
        "feature_noise: deviation: expected a finite number above 0, found %s",
        deviation);
  }

  @Override
  public SpectrogramWritable apply(SpectrogramWritable spectrogram, RandomGenerator random) {
    float[] values = spectrogram.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] += (float) (deviation * random.nextGaussian());
    }
    return spectrogram.with(values);
  }
}
