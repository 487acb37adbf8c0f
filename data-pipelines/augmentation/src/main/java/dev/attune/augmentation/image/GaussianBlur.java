package dev.attune.augmentation.image;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Range;
import dev.attune.augmentation.Require;
import java.util.random.RandomGenerator;

/**
 * A blur of random width (as in SimCLR, arXiv 2002.05709). The border is mirrored about its
 * outermost pixel, as in torchvision.
 *
 * @param kernelSize taps along each axis, odd; SimCLR takes a tenth of the picture's side
 * @param sigma standard deviation in pixels, above 0
 */
public record GaussianBlur(int kernelSize, Range sigma) implements Augmentation<PixelsWritable> {

  /** Refuses even kernels and deviations that are not above 0. */
  public GaussianBlur {
    Require.that(
        kernelSize >= 1 && kernelSize % 2 == 1,
        "gaussian_blur: kernel_size: expected an odd number, found %s",
        kernelSize);
    Require.that(
        sigma.low() > 0, "gaussian_blur: sigma: expected a range above 0, found %s", sigma);
  }

  /** Deviations of 0.1 to 2 pixels, as SimCLR draws them. */
  public static GaussianBlur of(int kernelSize) {
    return new GaussianBlur(kernelSize, Range.of(0.1, 2));
  }

  /**
   * Blurs.
   *
   * @throws IllegalArgumentException if half the kernel does not fit into the picture
   */
  @Override
  public PixelsWritable apply(PixelsWritable image, RandomGenerator random) {
    int radius = kernelSize / 2;
    Require.that(
        radius < Math.min(image.height(), image.width()),
        "gaussian_blur: kernel_size %s: expected a picture with sides of at least %s, found %s",
        kernelSize,
        radius + 1,
        image);
    float[] kernel = kernel(sigma.draw(random));
    int rows = image.channels() * image.height();
    float[] across = new float[image.values().length];
    float[] padded = new float[image.width() + 2 * radius];
    for (int row = 0; row < rows; row++) {
      blurRow(image.values(), row * image.width(), image.width(), kernel, padded, across);
    }
    float[] blurred = new float[across.length];
    for (int c = 0; c < image.channels(); c++) {
      blurColumns(across, c * image.height() * image.width(), image, kernel, blurred);
    }
    return new PixelsWritable(blurred, image.channels(), image.height(), image.width());
  }

  private float[] kernel(double deviation) {
    double[] bell = new double[kernelSize];
    double total = 0;
    for (int k = 0; k < kernelSize; k++) {
      double distance = (k - kernelSize / 2) / deviation;
      bell[k] = Math.exp(-0.5 * distance * distance);
      total += bell[k];
    }
    float[] kernel = new float[kernelSize];
    for (int k = 0; k < kernelSize; k++) {
      kernel[k] = (float) (bell[k] / total);
    }
    return kernel;
  }

  private static void blurRow(
      float[] values, int row, int width, float[] kernel, float[] padded, float[] across) {
    int radius = kernel.length / 2;
    System.arraycopy(values, row, padded, radius, width);
    for (int k = 1; k <= radius; k++) {
      padded[radius - k] = values[row + k];
      padded[radius + width - 1 + k] = values[row + width - 1 - k];
    }
    for (int k = 0; k < kernel.length; k++) {
      float weight = kernel[k];
      for (int x = 0; x < width; x++) {
        across[row + x] += weight * padded[x + k];
      }
    }
  }

  private static void blurColumns(
      float[] across, int plane, PixelsWritable image, float[] kernel, float[] blurred) {
    int width = image.width();
    int last = image.height() - 1;
    int radius = kernel.length / 2;
    for (int y = 0; y <= last; y++) {
      int to = plane + y * width;
      for (int k = 0; k < kernel.length; k++) {
        int mirrored = Math.abs(y + k - radius);
        int from = plane + (mirrored > last ? 2 * last - mirrored : mirrored) * width;
        float weight = kernel[k];
        for (int x = 0; x < width; x++) {
          blurred[to + x] += weight * across[from + x];
        }
      }
    }
  }
}
