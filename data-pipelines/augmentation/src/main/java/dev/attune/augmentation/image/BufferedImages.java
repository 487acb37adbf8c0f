package dev.attune.augmentation.image;

import java.awt.Color;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;

/** Between AWT's images and planes of floats. */
final class BufferedImages {
  private BufferedImages() {}

  static PixelsWritable read(BufferedImage image, Color background) {
    int height = image.getHeight();
    int width = image.getWidth();
    // The shape is checked by an allocation-free look first: a picture may claim any size.
    long count = 3L * height * width;
    if (count > PixelsWritable.MAX_VALUES) {
      throw new IllegalArgumentException(
          String.format(
              "image: expected at most %s values, found 3 x %s x %s",
              PixelsWritable.MAX_VALUES, height, width));
    }
    float[] values = new float[(int) count];
    float[] behind = background.getRGBColorComponents(null);
    if (isGrey(image)) {
      readGrey(image, behind, values);
    } else {
      readColour(image, behind, values);
    }
    return new PixelsWritable(values, 3, height, width);
  }

  static BufferedImage write(PixelsWritable pixels) {
    int height = pixels.height();
    int width = pixels.width();
    int plane = height * width;
    float[] values = pixels.values();
    int green = pixels.channels() == 3 ? plane : 0;
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int i = y * width + x;
        row[x] =
            eightBit(values[i]) << 16
                | eightBit(values[i + green]) << 8
                | eightBit(values[i + 2 * green]);
      }
      image.setRGB(0, y, width, 1, row, 0, width);
    }
    return image;
  }

  static int eightBit(float value) {
    return Math.round(255f * Math.max(0f, Math.min(1f, value)));
  }

  /**
   * AWT takes grey samples for linear light and brightens them on the way to RGB (128 becomes 188);
   * files hold gamma-encoded ones, so these are read from the raster as they stand.
   */
  private static boolean isGrey(BufferedImage image) {
    return image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY
        && image.getRaster().getNumBands() == image.getColorModel().getNumComponents();
  }

  private static void readGrey(BufferedImage image, float[] behind, float[] values) {
    Raster raster = image.getRaster();
    int width = image.getWidth();
    int plane = image.getHeight() * width;
    float greyest = (1 << image.getColorModel().getComponentSize(0)) - 1f;
    boolean transparent = image.getColorModel().hasAlpha();
    float opaque = transparent ? (1 << image.getColorModel().getComponentSize(1)) - 1f : 1f;
    boolean premultiplied = image.isAlphaPremultiplied();
    int[] row = new int[width];
    int[] alphas = new int[width];
    for (int y = 0; y < image.getHeight(); y++) {
      raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, 0, row);
      if (transparent) {
        raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, 1, alphas);
      }
      for (int x = 0; x < width; x++) {
        float alpha = transparent ? alphas[x] / opaque : 1f;
        float grey = row[x] / greyest * (premultiplied ? 1f : alpha);
        for (int c = 0; c < 3; c++) {
          values[c * plane + y * width + x] = grey + behind[c] * (1f - alpha);
        }
      }
    }
  }

  private static void readColour(BufferedImage image, float[] behind, float[] values) {
    int width = image.getWidth();
    int plane = image.getHeight() * width;
    int[] row = new int[width];
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int x = 0; x < width; x++) {
        int i = y * width + x;
        int argb = row[x];
        float alpha = (argb >>> 24) / 255f;
        float beyond = 1f - alpha;
        values[i] = (argb >> 16 & 0xff) / 255f * alpha + behind[0] * beyond;
        values[plane + i] = (argb >> 8 & 0xff) / 255f * alpha + behind[1] * beyond;
        values[2 * plane + i] = (argb & 0xff) / 255f * alpha + behind[2] * beyond;
      }
    }
  }
}
