package dev.attune.augmentation.image;

import dev.attune.augmentation.Seeds;
import java.util.random.RandomGenerator;

/** Pictures for tests. */
final class Pictures {
  private Pictures() {}

  static PixelsWritable noise(int channels, int height, int width, long seed) {
    RandomGenerator random = new Seeds(seed).at(0, 0, 0);
    float[] values = new float[channels * height * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return new PixelsWritable(values, channels, height, width);
  }

  static PixelsWritable flat(float red, float green, float blue, int height, int width) {
    float[] colour = {red, green, blue};
    float[] values = new float[3 * height * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = colour[i / (height * width)];
    }
    return new PixelsWritable(values, 3, height, width);
  }

  /** Channel c at (y, x) is a + b·y + d·x, another plane in each channel. */
  static PixelsWritable ramp(int channels, int height, int width) {
    float[] values = new float[channels * height * width];
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          values[(c * height + y) * width + x] = 0.1f * c + 0.004f * y + 0.003f * x;
        }
      }
    }
    return new PixelsWritable(values, channels, height, width);
  }
}
