package dev.attune.augmentation.audio;

import dev.attune.augmentation.Augmentation;
import java.util.random.RandomGenerator;

/**
 * All samples times -1, always; {@link Augmentation#withProbability} makes it a chance. Ears and
 * power spectra notice nothing, an encoder of samples does.
 */
public record Polarity() implements Augmentation<SamplesWritable> {

  @Override
  public SamplesWritable apply(SamplesWritable clip, RandomGenerator random) {
    return clip.with(Levels.scaled(clip.samples(), -1));
  }
}
