package dev.attune.augmentation.image;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Range;
import dev.attune.augmentation.Require;
import java.util.random.RandomGenerator;

/**
 * A small turn, shift, scaling and shear about the centre, sampled bilinearly.
 *
 * @param degrees turn, from −this to this, 0 to 180
 * @param translate shift along each axis, from −this to this, as a share of the side, 0 to 1
 * @param scale factor of both sides, above 0
 * @param shearDegrees slant of the columns, from −this to this, 0 to below 90
 * @param fill the value outside the picture, 0 to 1
 */
public record Affine(
    double degrees, double translate, Range scale, double shearDegrees, double fill)
    implements Augmentation<PixelsWritable> {

  /** Refuses settings out of their bounds. */
  public Affine {
    Require.between("affine: degrees", 0, 180, degrees);
    Require.between("affine: translate", 0, 1, translate);
    Require.that(scale.low() > 0, "affine: scale: expected a range above 0, found %s", scale);
    Require.between("affine: shear_degrees", 0, 89, shearDegrees);
    Require.between("affine: fill", 0, 1, fill);
  }

  @Override
  public PixelsWritable apply(PixelsWritable image, RandomGenerator random) {
    double turn = Math.toRadians(Range.around0(degrees).draw(random));
    double shiftX = image.width() * Range.around0(translate).draw(random);
    double shiftY = image.height() * Range.around0(translate).draw(random);
    double factor = scale.draw(random);
    double shear = Math.toRadians(Range.around0(shearDegrees).draw(random));
    return warp(image, Warp.of(turn, shiftX, shiftY, factor, shear));
  }

  /**
   * Where an output position, relative to the centre, comes from: x' = xx·x + xy·y + x0, y' = yx·x
   * + yy·y + y0.
   */
  record Warp(double xx, double xy, double x0, double yx, double yy, double y0) {

    /** The inverse of: shear, then turn (clockwise on the screen), then scale, then shift. */
    static Warp of(double turn, double shiftX, double shiftY, double factor, double shear) {
      double cos = Math.cos(turn) / factor;
      double sin = Math.sin(turn) / factor;
      double slant = Math.tan(shear);
      double xx = cos - slant * sin;
      double xy = sin + slant * cos;
      return new Warp(xx, xy, -xx * shiftX - xy * shiftY, -sin, cos, sin * shiftX - cos * shiftY);
    }
  }

  PixelsWritable warp(PixelsWritable image, Warp warp) {
    int height = image.height();
    int width = image.width();
    float[] warped = new float[image.values().length];
    double centreX = (width - 1) / 2.0;
    double centreY = (height - 1) / 2.0;
    for (int y = 0; y < height; y++) {
      double dy = y - centreY;
      for (int x = 0; x < width; x++) {
        double dx = x - centreX;
        double fromX = warp.xx * dx + warp.xy * dy + warp.x0 + centreX;
        double fromY = warp.yx * dx + warp.yy * dy + warp.y0 + centreY;
        sample(image, fromX, fromY, warped, y * width + x);
      }
    }
    return new PixelsWritable(warped, image.channels(), height, width);
  }

  /** One output pixel, all channels: the four neighbours by nearness, the fill outside. */
  private void sample(PixelsWritable image, double x, double y, float[] warped, int to) {
    int plane = image.height() * image.width();
    int left = (int) Math.floor(x);
    int top = (int) Math.floor(y);
    float right = (float) (x - left);
    float below = (float) (y - top);
    for (int c = 0; c < image.channels(); c++) {
      float upper =
          (1f - right) * neighbour(image, c, top, left)
              + right * neighbour(image, c, top, left + 1);
      float lower =
          (1f - right) * neighbour(image, c, top + 1, left)
              + right * neighbour(image, c, top + 1, left + 1);
      warped[c * plane + to] = (1f - below) * upper + below * lower;
    }
  }

  private float neighbour(PixelsWritable image, int channel, int y, int x) {
    boolean inside = x >= 0 && y >= 0 && x < image.width() && y < image.height();
    return inside ? image.at(channel, y, x) : (float) fill;
  }
}
