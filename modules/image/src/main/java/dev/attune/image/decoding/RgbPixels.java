package dev.attune.image.decoding;

import dev.attune.augmentation.image.PixelsWritable;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.ColorModel;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * Any image as opaque 8-bit sRGB over white. Grey samples are taken as they stand: Java calls its
 * grey space linear and would brighten them, which no other decoder does.
 */
public final class RgbPixels {
  private static final int WHITE = 255;

  private RgbPixels() {}

  /**
   * Converts an image of any kind that Java knows.
   *
   * @return {@code [3, height, width]} in [0, 1]; an image of more than {@link
   *     PixelsWritable#MAX_VALUES} values is halved until it fits
   */
  public static PixelsWritable of(BufferedImage image) {
    return read(image).planes();
  }

  static Rgb read(BufferedImage image) {
    if (image.getType() == BufferedImage.TYPE_3BYTE_BGR
        && image.getRaster().getDataBuffer() instanceof DataBufferByte bytes
        && bytes.getData().length == 3 * image.getWidth() * image.getHeight()) {
      return new Rgb(fromBytes(bytes.getData()), image.getWidth(), image.getHeight());
    }
    int[] pixels =
        image.getColorModel() instanceof IndexColorModel palette
            ? fromPalette(image.getRaster(), palette)
            : fromSamples(inKnownSpace(image));
    return new Rgb(pixels, image.getWidth(), image.getHeight());
  }

  private static BufferedImage inKnownSpace(BufferedImage image) {
    ColorModel model = image.getColorModel();
    ColorSpace space = model.getColorSpace();
    if (space.isCS_sRGB() || space.getType() == ColorSpace.TYPE_GRAY) {
      return image;
    }
    int type = model.hasAlpha() ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB;
    BufferedImage converted = new BufferedImage(image.getWidth(), image.getHeight(), type);
    return new ColorConvertOp(null).filter(image, converted);
  }

  /** What most PNG and JPEG files are read as, without a copy of each row. */
  private static int[] fromBytes(byte... blueGreenRed) {
    int[] pixels = new int[blueGreenRed.length / 3];
    for (int i = 0, at = 0; i < pixels.length; i++, at += 3) {
      pixels[i] =
          (blueGreenRed[at + 2] & 0xFF) << 16
              | (blueGreenRed[at + 1] & 0xFF) << 8
              | (blueGreenRed[at] & 0xFF);
    }
    return pixels;
  }

  private static int[] fromPalette(Raster raster, IndexColorModel palette) {
    int[] colours = new int[palette.getMapSize()];
    palette.getRGBs(colours);
    for (int i = 0; i < colours.length; i++) {
      int colour = colours[i];
      int alpha = colour >>> 24;
      colours[i] =
          over(colour >> 16 & 0xFF, alpha) << 16
              | over(colour >> 8 & 0xFF, alpha) << 8
              | over(colour & 0xFF, alpha);
    }
    int[] pixels =
        raster.getSamples(
            raster.getMinX(),
            raster.getMinY(),
            raster.getWidth(),
            raster.getHeight(),
            0,
            (int[]) null);
    for (int i = 0; i < pixels.length; i++) {
      // Readers leave indices beyond the palette in; black is what browsers show for them.
      pixels[i] = pixels[i] < colours.length ? colours[pixels[i]] : 0;
    }
    return pixels;
  }

  private static int[] fromSamples(BufferedImage image) {
    Raster raster = image.getRaster();
    ColorModel model = image.getColorModel();
    int width = image.getWidth();
    int bands = raster.getNumBands();
    boolean alpha = model.hasAlpha();
    boolean grey = bands - (alpha ? 1 : 0) < 3;
    int[] maxima = new int[bands];
    for (int band = 0; band < bands; band++) {
      maxima[band] = (int) ((1L << model.getComponentSize(band)) - 1);
    }
    int[] row = new int[width * bands];
    int[] pixels = new int[width * image.getHeight()];
    for (int y = 0; y < image.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      scaleToBytes(row, maxima);
      for (int x = 0; x < width; x++) {
        int at = x * bands;
        int opacity = alpha ? row[at + bands - 1] : 255;
        if (alpha && image.isAlphaPremultiplied()) {
          unmultiply(row, at, bands - 1, opacity);
        }
        int red = over(row[at], opacity);
        pixels[y * width + x] =
            grey
                ? red << 16 | red << 8 | red
                : red << 16 | over(row[at + 1], opacity) << 8 | over(row[at + 2], opacity);
      }
    }
    return pixels;
  }

  private static void scaleToBytes(int[] row, int[] maxima) {
    for (int i = 0, band = 0; i < row.length; i++) {
      int maximum = maxima[band];
      if (maximum != 255) {
        row[i] = (int) ((row[i] * 255L + maximum / 2) / maximum);
      }
      band = band + 1 == maxima.length ? 0 : band + 1;
    }
  }

  private static void unmultiply(int[] row, int at, int colours, int opacity) {
    for (int i = at; i < at + colours; i++) {
      row[i] = opacity == 0 ? 0 : Math.min(255, (row[i] * 255 + opacity / 2) / opacity);
    }
  }

  private static int over(int value, int alpha) {
    return (value * alpha + WHITE * (255 - alpha) + 127) / 255;
  }
}
