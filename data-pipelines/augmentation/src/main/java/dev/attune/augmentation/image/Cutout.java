package dev.attune.augmentation.image;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Require;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Squares blanked out (DeVries and Taylor, arXiv 1708.04552). Their centres lie anywhere in the
 * picture, so that a square may reach over the edge: the paper finds that this matters.
 *
 * @param holes how many, at least 1; they may overlap
 * @param length side of a square in pixels
 * @param fill the value put in all channels, 0 to 1
 */
public record Cutout(int holes, int length, double fill) implements Augmentation<PixelsWritable> {

  /** Refuses sizes below 1 and fills outside 0 to 1. */
  public Cutout {
    Require.positive("cutout: holes", holes);
    Require.positive("cutout: length", length);
    Require.between("cutout: fill", 0, 1, fill);
  }

  /** One square of black. */
  public static Cutout of(int length) {
    return new Cutout(1, length, 0);
  }

  @Override
  public PixelsWritable apply(PixelsWritable image, RandomGenerator random) {
    float[] values = image.values().clone();
    for (int hole = 0; hole < holes; hole++) {
      int top = random.nextInt(image.height()) - length / 2;
      int left = random.nextInt(image.width()) - length / 2;
      blank(values, image, top, left);
    }
    return new PixelsWritable(values, image.channels(), image.height(), image.width());
  }

  private void blank(float[] values, PixelsWritable image, int top, int left) {
    int fromX = Math.max(0, left);
    int toX = (int) Math.min(image.width(), (long) left + length);
    int fromY = Math.max(0, top);
    int toY = (int) Math.min(image.height(), (long) top + length);
    for (int c = 0; c < image.channels(); c++) {
      for (int y = fromY; y < toY; y++) {
        int row = (c * image.height() + y) * image.width();
        Arrays.fill(values, row + fromX, row + toX, (float) fill);
      }
    }
  }
}
