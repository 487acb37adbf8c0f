package dev.attune.augmentation.audio;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Require;
import java.util.random.RandomGenerator;

/**
 * All clips of one duration: of longer ones a piece from a place that is drawn, around shorter ones
 * silence, split between front and back by a draw.
 *
 * @param seconds how long, above 0; at least one sample
 */
public record CropOrPad(double seconds) implements Augmentation<SamplesWritable> {

  /** Refuses durations that are not finite and above 0. */
  public CropOrPad {
    Require.that(
        seconds > 0 && Double.isFinite(seconds),
        "crop_or_pad: seconds: expected a finite number above 0, found %s",
        seconds);
  }

  /**
   * Crops or pads.
   *
   * @throws IllegalArgumentException if a clip of this duration would have too many samples
   */
  @Override
  public SamplesWritable apply(SamplesWritable clip, RandomGenerator random) {
    long wanted = Math.max(1, Math.round(seconds * clip.sampleRateHz()));
    Require.that(
        wanted <= SamplesWritable.MAX_SAMPLES,
        "crop_or_pad: seconds: expected at most %s samples, found %s s at %s Hz",
        SamplesWritable.MAX_SAMPLES,
        seconds,
        clip.sampleRateHz());
    int size = (int) wanted;
    int start = random.nextInt(Math.abs(clip.size() - size) + 1);
    float[] fitted = new float[size];
    int from = clip.size() > size ? start : 0;
    int to = clip.size() > size ? 0 : start;
    System.arraycopy(clip.samples(), from, fitted, to, Math.min(size, clip.size()));
    return clip.with(fitted);
  }
}
