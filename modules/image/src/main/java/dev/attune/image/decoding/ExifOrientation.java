package dev.attune.image.decoding;

/** The turn that a camera wrote down instead of turning the pixels (EXIF 2.32, tag 0x0112). */
final class ExifOrientation {
  private static final int TAG = 0x0112;
  private static final int TYPE_SHORT = 3;
  private static final int ENTRY_BYTES = 12;

  private ExifOrientation() {}

  /** Reads the tag out of a TIFF block; what is damaged counts as upright. */
  static int read(byte[] bytes, int from, int end) {
    if (end - from < 8) {
      return 1;
    }
    boolean bigEndian = Bytes.is(bytes, from, "MM");
    long directory = from + Bytes.unsigned32(bytes, from + 4, bigEndian);
    if ((!bigEndian && !Bytes.is(bytes, from, "II")) || directory + 2 > end) {
      return 1;
    }
    int entries = Bytes.unsigned16(bytes, (int) directory, bigEndian);
    for (int entry = 0; entry < entries; entry++) {
      long at = directory + 2 + (long) entry * ENTRY_BYTES;
      if (at + ENTRY_BYTES > end) {
        return 1;
      }
      if (Bytes.unsigned16(bytes, (int) at, bigEndian) == TAG
          && Bytes.unsigned16(bytes, (int) at + 2, bigEndian) == TYPE_SHORT) {
        int value = Bytes.unsigned16(bytes, (int) at + 8, bigEndian);
        return value >= 1 && value <= 8 ? value : 1;
      }
    }
    return 1;
  }

  /** Whether width and height change places. */
  static boolean transposes(int orientation) {
    return orientation >= 5;
  }

  /**
   * Pixels as they are to be seen.
   *
   * @param pixels row by row as stored, {@code width * height}
   */
  static int[] upright(int[] pixels, int width, int height, int orientation) {
    if (orientation == 1) {
      return pixels;
    }
    boolean transposed = transposes(orientation);
    int outWidth = transposed ? height : width;
    int outHeight = transposed ? width : height;
    // 2, 3 mirror left and right, 3, 4 top and bottom; 5 to 8 the same after a transposition.
    boolean flipX = orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
    boolean flipY = orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
    int[] turned = new int[pixels.length];
    for (int y = 0; y < outHeight; y++) {
      int fromY = flipY ? outHeight - 1 - y : y;
      for (int x = 0; x < outWidth; x++) {
        int fromX = flipX ? outWidth - 1 - x : x;
        turned[y * outWidth + x] =
            transposed ? pixels[fromX * width + fromY] : pixels[fromY * width + fromX];
      }
    }
    return turned;
  }
}
