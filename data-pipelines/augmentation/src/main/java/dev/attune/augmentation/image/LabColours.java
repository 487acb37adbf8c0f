package dev.attune.augmentation.image;

import dev.attune.augmentation.Require;

/**
 * Between sRGB and CIE L*a*b* under D65, in which equal distances look about equal: lightness L
 * from 0 (black) to 100 (white), a from green to red, b from blue to yellow, both 0 for grey.
 *
 * <p>sRGB is that of IEC 61966-2-1; the white point is the sum of its primaries, so that white is
 * exactly (100, 0, 0).
 */
public final class LabColours {
  /** Rows X, Y and Z of linear red, green and blue. */
  private static final double[][] TO_XYZ = {
    {0.4124564, 0.3575761, 0.1804375},
    {0.2126729, 0.7151522, 0.0721750},
    {0.0193339, 0.1191920, 0.9503041}
  };

  /** The inverse of {@link #TO_XYZ}: rows red, green and blue. */
  private static final double[][] FROM_XYZ = {
    {3.2404542, -1.5371385, -0.4985314},
    {-0.9692660, 1.8760108, 0.0415560},
    {0.0556434, -0.2040259, 1.0572252}
  };

  private static final double[] WHITE = times(TO_XYZ, 1, 1, 1);
  private static final double DELTA = 6.0 / 29;

  private LabColours() {}

  /**
   * One colour.
   *
   * @param red gamma-encoded, 0 to 1, as the other two
   * @return L, a, b
   * @throws IllegalArgumentException if a value is not from 0 to 1
   */
  public static double[] toLab(double red, double green, double blue) {
    double[] xyz = times(TO_XYZ, linear(red), linear(green), linear(blue));
    double x = root(xyz[0] / WHITE[0]);
    double y = root(xyz[1] / WHITE[1]);
    double z = root(xyz[2] / WHITE[2]);
    return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
  }

  /**
   * One colour back.
   *
   * @return red, green and blue, gamma-encoded, each clamped to [0, 1]: not all of L*a*b* is sRGB
   */
  public static double[] toRgb(double lightness, double a, double b) {
    double y = (lightness + 16) / 116;
    double[] rgb =
        times(
            FROM_XYZ,
            WHITE[0] * cube(y + a / 500),
            WHITE[1] * cube(y),
            WHITE[2] * cube(y - b / 200));
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = encoded(rgb[i]);
    }
    return rgb;
  }

  /**
   * All colours of a picture.
   *
   * @param image of three channels, before normalisation
   * @return [3, height, width]: the planes L, a and b
   * @throws IllegalArgumentException if the picture is grey, or a value is not from 0 to 1
   */
  public static float[] toLab(PixelsWritable image) {
    Require.that(image.channels() == 3, "lab: expected three channels, found %s", image);
    float[] values = image.values();
    float[] lab = new float[values.length];
    int plane = image.height() * image.width();
    for (int i = 0; i < plane; i++) {
      double[] colour = toLab(values[i], values[plane + i], values[2 * plane + i]);
      for (int c = 0; c < 3; c++) {
        lab[c * plane + i] = (float) colour[c];
      }
    }
    return lab;
  }

  /**
   * The picture of planes L, a and b.
   *
   * @param lab [3, height, width]
   * @throws IllegalArgumentException if the shape is not that of the array
   */
  public static PixelsWritable toPixels(float[] lab, int height, int width) {
    float[] values = new float[lab.length];
    int plane = lab.length / 3;
    for (int i = 0; i < plane; i++) {
      double[] colour = toRgb(lab[i], lab[plane + i], lab[2 * plane + i]);
      for (int c = 0; c < 3; c++) {
        values[c * plane + i] = (float) colour[c];
      }
    }
    return new PixelsWritable(values, 3, height, width);
  }

  private static double[] times(double[][] matrix, double first, double second, double third) {
    double[] product = new double[3];
    for (int i = 0; i < 3; i++) {
      product[i] = matrix[i][0] * first + matrix[i][1] * second + matrix[i][2] * third;
    }
    return product;
  }

  private static double linear(double value) {
    Require.that(value >= 0 && value <= 1, "lab: expected colours from 0 to 1, found %s", value);
    return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
  }

  private static double encoded(double value) {
    double inside = Math.max(0, Math.min(1, value));
    return inside <= 0.0031308 ? 12.92 * inside : 1.055 * Math.pow(inside, 1 / 2.4) - 0.055;
  }

  /** The cube root, and below (6/29)³ the line that meets it there with the same slope. */
  private static double root(double value) {
    return value > DELTA * DELTA * DELTA
        ? Math.cbrt(value)
        : value / (3 * DELTA * DELTA) + 4.0 / 29;
  }

  private static double cube(double value) {
    return value > DELTA ? value * value * value : 3 * DELTA * DELTA * (value - 4.0 / 29);
  }
}
