package dev.attune.image.decoding;

/** Numbers out of a byte array; the caller has checked that they are there. */
final class Bytes {
  private Bytes() {}

  static int unsigned16(byte[] bytes, int at, boolean bigEndian) {
    int first = bytes[at] & 0xFF;
    int second = bytes[at + 1] & 0xFF;
    return bigEndian ? first << 8 | second : second << 8 | first;
  }

  static long unsigned32(byte[] bytes, int at, boolean bigEndian) {
    long first = unsigned16(bytes, at, bigEndian);
    long second = unsigned16(bytes, at + 2, bigEndian);
    return bigEndian ? first << 16 | second : second << 16 | first;
  }

  static boolean is(byte[] bytes, int at, String ascii) {
    if (at < 0 || at + ascii.length() > bytes.length) {
      return false;
    }
    for (int i = 0; i < ascii.length(); i++) {
      if (bytes[at + i] != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
