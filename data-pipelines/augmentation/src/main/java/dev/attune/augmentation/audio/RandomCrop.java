package dev.attune.augmentation.audio;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Require;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A piece of the clip from a place that is drawn; shorter clips stay whole.
 *
 * @param seconds how long at most, above 0; at least one sample is kept
 */
public record RandomCrop(double seconds) implements Augmentation<SamplesWritable> {

  /** Refuses durations that are not finite and above 0. */
  public RandomCrop {
    Require.that(
        seconds > 0 && Double.isFinite(seconds),
        "random_crop: seconds: expected a finite number above 0, found %s",
        seconds);
  }

  @Override
  public SamplesWritable apply(SamplesWritable clip, RandomGenerator random) {
    long wanted = Math.max(1, Math.round(seconds * clip.sampleRateHz()));
    if (wanted >= clip.size()) {
      return clip;
    }
    int start = random.nextInt(clip.size() - (int) wanted + 1);
    return clip.with(Arrays.copyOfRange(clip.samples(), start, start + (int) wanted));
  }
}
