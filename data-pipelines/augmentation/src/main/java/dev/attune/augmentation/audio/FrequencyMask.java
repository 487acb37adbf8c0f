package dev.attune.augmentation.audio;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Require;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Neighbouring bands hidden over all frames (SpecAugment, Park et al., arXiv 1904.08779). The width
 * of each mask is drawn from 0 to the most allowed, then its place; masks may overlap.
 *
 * @param count how many, at least 1
 * @param maxBands F of the paper: the most bands of one mask, at least 1
 * @param fill what is put there
 */
public record FrequencyMask(int count, int maxBands, MaskFill fill)
    implements Augmentation<SpectrogramWritable> {

  /** Refuses sizes below 1. */
  public FrequencyMask {
    Require.positive("frequency_mask: count", count);
    Require.positive("frequency_mask: max_bands", maxBands);
    Require.that(fill != null, "frequency_mask: fill: expected one, found none");
  }

  /** Two masks of up to 12 of 64 bands: the paper's SM policy, F = 15 of 80, to scale. */
  public static FrequencyMask defaults() {
    return new FrequencyMask(2, 12, MaskFill.MEAN);
  }

  @Override
  public SpectrogramWritable apply(SpectrogramWritable spectrogram, RandomGenerator random) {
    int bands = spectrogram.bands();
    float[] values = spectrogram.values().clone();
    float put = fill.of(values);
    for (int i = 0; i < count; i++) {
      int width = random.nextInt(Math.min(maxBands, bands) + 1);
      int start = random.nextInt(bands - width + 1);
      for (int row = 0; row < values.length; row += bands) {
        Arrays.fill(values, row + start, row + start + width, put);
      }
    }
    return spectrogram.with(values);
  }
}
