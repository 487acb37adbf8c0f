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

  /** Pixels as they are to be seen. */
  static Rgb upright(Rgb stored, int orientation) {
    if (orientation == 1) {
      return stored;
    }
    boolean transposed = orientation >= 5;
    int width = transposed ? stored.height() : stored.width();
    int height = transposed ? stored.width() : stored.height();
    // 2, 3 mirror left and right, 3, 4 top and bottom; 5 to 8 the same after a transposition.
    boolean flipX = orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
    boolean flipY = orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
    int[] turned = new int[width * height];
    for (int y = 0; y < height; y++) {
      int fromY = flipY ? height - 1 - y : y;
      for (int x = 0; x < width; x++) {
        int fromX = flipX ? width - 1 - x : x;
        int from = transposed ? fromX * stored.width() + fromY : fromY * stored.width() + fromX;
        turned[y * width + x] = stored.pixels()[from];
      }
    }
    return new Rgb(turned, width, height);
  }
}
