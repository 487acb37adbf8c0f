package dev.attune.augmentation.audio;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Require;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Runs of frames hidden (SpecAugment, Park et al., arXiv 1904.08779). The width of each is drawn
 * from 0 to the most allowed, then its place; runs may overlap.
 *
 * @param count how many, at least 1
 * @param maxFrames T of the paper: the most frames of one mask, at least 1
 * @param maxShare p of the paper: the most of the clip that one mask hides, 0 to 1
 * @param fill what is put there
 */
public record TimeMask(int count, int maxFrames, double maxShare, MaskFill fill)
    implements Augmentation<SpectrogramWritable> {

  /** Refuses sizes below 1 and shares outside 0 to 1. */
  public TimeMask {
    Require.positive("time_mask: count", count);
    Require.positive("time_mask: max_frames", maxFrames);
    Require.probability("time_mask: max_share", maxShare);
    Require.that(fill != null, "time_mask: fill: expected one, found none");
  }

  /**
   * Two masks of up to 40 frames (SM, the paper's milder policy for speech: T = 70, p = 0.2, at two
   * masks; clips of a few words bear less than its long utterances), each at most a fifth.
   */
  public static TimeMask defaults() {
    return new TimeMask(2, 40, 0.2, MaskFill.MEAN);
  }

  @Override
  public SpectrogramWritable apply(SpectrogramWritable spectrogram, RandomGenerator random) {
    int frames = spectrogram.frames();
    int bands = spectrogram.bands();
    int widest = Math.min(maxFrames, (int) (maxShare * frames));
    float[] values = spectrogram.values().clone();
    float put = fill.of(values);
    for (int i = 0; i < count; i++) {
      int width = random.nextInt(widest + 1);
      int start = random.nextInt(frames - width + 1);
      Arrays.fill(values, start * bands, (start + width) * bands, put);
    }
    return spectrogram.with(values);
  }
}
