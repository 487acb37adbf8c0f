package dev.attune.image.decoding;

/** Numbers and letters out of a byte array; the caller has checked that the numbers are there. */
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

  /** Whether these characters of Latin-1 stand there; false where the array has ended. */
  static boolean is(byte[] bytes, int at, String latin) {
    if (at < 0 || at + latin.length() > bytes.length) {
      return false;
    }
    for (int i = 0; i < latin.length(); i++) {
      if ((bytes[at + i] & 0xFF) != latin.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
