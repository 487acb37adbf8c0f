package dev.attune.augmentation.image;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Require;
import java.util.random.RandomGenerator;

/**
 * Bright values inverted: v becomes 1 − v from the threshold on (as in BYOL, arXiv 2006.07733).
 *
 * @param threshold 0 inverts all, above 1 none
 */
public record Solarise(double threshold) implements Augmentation<PixelsWritable> {

  /** Refuses what is no number. */
  public Solarise {
    Require.that(
        Double.isFinite(threshold),
        "solarise: threshold: expected a finite number, found %s",
        threshold);
  }

  /** Half, as BYOL has it. */
  public static Solarise atHalf() {
    return new Solarise(0.5);
  }

  @Override
  public PixelsWritable apply(PixelsWritable image, RandomGenerator random) {
    float limit = (float) threshold;
    float[] values = image.values().clone();
    for (int i = 0; i < values.length; i++) {
      if (values[i] >= limit) {
        values[i] = 1f - values[i];
      }
    }
    return new PixelsWritable(values, image.channels(), image.height(), image.width());
  }
}
