package dev.attune.augmentation.image;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Require;
import java.util.random.RandomGenerator;

/**
 * Random brightness, contrast, saturation and hue, in a random order (as in SimCLR, arXiv
 * 2002.05709). Values stay within 0 to 1. On grey pictures saturation and hue change nothing.
 *
 * @param brightness all values times a factor from max(0, 1 − this) to 1 + this
 * @param contrast distance from the picture's mean luma times such a factor
 * @param saturation distance from each pixel's own luma times such a factor
 * @param hue turn of the colour circle, from −this to this; 0 to 0.5, which is half a turn
 */
public record ColourJitter(double brightness, double contrast, double saturation, double hue)
    implements Augmentation<PixelsWritable> {
  private static final int KINDS = 4;

  /** Refuses strengths below 0 and hues beyond half a turn. */
  public ColourJitter {
    strength("brightness", brightness);
    strength("contrast", contrast);
    strength("saturation", saturation);
    Require.between("colour_jitter: hue", 0, 0.5, hue);
  }

  private static void strength(String setting, double value) {
    Require.that(
        value >= 0 && Double.isFinite(value),
        "colour_jitter: %s: expected a finite number from 0 on, found %s",
        setting,
        value);
  }

  @Override
  public PixelsWritable apply(PixelsWritable image, RandomGenerator random) {
    int order = random.nextInt(24);
    double[] draws = {
      factor(brightness, random),
      factor(contrast, random),
      factor(saturation, random),
      hue * (2 * random.nextDouble() - 1)
    };
    float[] values = image.values().clone();
    int left = 0b1111;
    for (int remaining = KINDS; remaining > 0; remaining--) {
      int kind = nthSet(left, order % remaining);
      order /= remaining;
      left &= ~(1 << kind);
      adjust(kind, draws[kind], values, image);
    }
    return new PixelsWritable(values, image.channels(), image.height(), image.width());
  }

  private static double factor(double strength, RandomGenerator random) {
    double low = Math.max(0, 1 - strength);
    return low + (1 + strength - low) * random.nextDouble();
  }

  private static int nthSet(int bits, int n) {
    int rest = bits;
    for (int i = 0; i < n; i++) {
      rest &= rest - 1;
    }
    return Integer.numberOfTrailingZeros(rest);
  }

  private void adjust(int kind, double draw, float[] values, PixelsWritable image) {
    int plane = image.height() * image.width();
    boolean colour = image.channels() == 3;
    switch (kind) {
      case 0 -> {
        if (brightness > 0) {
          Colours.blend(values, 0f, (float) draw);
        }
      }
      case 1 -> {
        if (contrast > 0) {
          Colours.blend(values, Luma.mean(values, image.channels(), plane), (float) draw);
        }
      }
      case 2 -> {
        if (saturation > 0 && colour) {
          Colours.saturate(values, plane, (float) draw);
        }
      }
      default -> {
        if (hue > 0 && colour) {
          Colours.turnHue(values, plane, (float) draw);
        }
      }
    }
  }
}
