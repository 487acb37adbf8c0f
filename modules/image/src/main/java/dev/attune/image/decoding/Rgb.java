package dev.attune.image.decoding;

import dev.attune.augmentation.image.PixelsWritable;

/**
 * Opaque 8-bit sRGB.
 *
 * @param pixels {@code 0xRRGGBB}, row by row, {@code width * height}
 * @param width columns
 * @param height rows
 */
@SuppressWarnings("ArrayRecordComponent") // never compared: it lives for one call
record Rgb(int[] pixels, int width, int height) {

  /** As planes of floats; what is larger than they may be is halved until it fits. */
  PixelsWritable planes() {
    if (3L * pixels.length > PixelsWritable.MAX_VALUES
        || Math.max(width, height) > PixelsWritable.MAX_SIDE) {
      return halved().planes();
    }
    float[] planes = new float[3 * pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      planes[i] = (pixels[i] >> 16 & 0xFF) / 255f;
      planes[pixels.length + i] = (pixels[i] >> 8 & 0xFF) / 255f;
      planes[2 * pixels.length + i] = (pixels[i] & 0xFF) / 255f;
    }
    return new PixelsWritable(planes, 3, height, width);
  }

  /** Averages of two by two pixels; an odd last row or column is left out. */
  Rgb halved() {
    int outWidth = Math.max(1, width / 2);
    int outHeight = Math.max(1, height / 2);
    int right = width > 1 ? 1 : 0;
    int below = height > 1 ? width : 0;
    int[] out = new int[outWidth * outHeight];
    for (int y = 0; y < outHeight; y++) {
      for (int x = 0; x < outWidth; x++) {
        int at = 2 * y * width + 2 * x;
        out[y * outWidth + x] =
            average(pixels[at], pixels[at + right], pixels[at + below], pixels[at + below + right]);
      }
    }
    return new Rgb(out, outWidth, outHeight);
  }

  private static int average(int a, int b, int c, int d) {
    // Red and blue together: their sums of four bytes do not reach one another.
    int redBlue = (a & 0xFF00FF) + (b & 0xFF00FF) + (c & 0xFF00FF) + (d & 0xFF00FF) + 0x20002;
    int green = (a & 0xFF00) + (b & 0xFF00) + (c & 0xFF00) + (d & 0xFF00) + 0x200;
    return (redBlue >> 2 & 0xFF00FF) | (green >> 2 & 0xFF00);
  }
}
