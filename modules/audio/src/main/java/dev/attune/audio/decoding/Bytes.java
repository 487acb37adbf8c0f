package dev.attune.audio.decoding;

/** Numbers and letters out of a byte array; the caller has checked that the numbers are there. */
final class Bytes {
  private Bytes() {}

  static int unsigned8(byte[] bytes, int at) {
    return bytes[at] & 0xFF;
  }

  static int little16(byte[] bytes, int at) {
    return unsigned8(bytes, at) | (unsigned8(bytes, at + 1) << 8);
  }

  /** Signed. */
  static int little24(byte[] bytes, int at) {
    return little16(bytes, at) | (bytes[at + 2] << 16);
  }

  static long little32(byte[] bytes, int at) {
    return little16(bytes, at) | ((long) little16(bytes, at + 2) << 16);
  }

  static long little64(byte[] bytes, int at) {
    return little32(bytes, at) | (little32(bytes, at + 4) << 32);
  }

  /** Unsigned, of as many as seven bytes. */
  static long big(byte[] bytes, int at, int count) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value = (value << 8) | unsigned8(bytes, at + i);
    }
    return value;
  }

  /** Whether these characters of Latin-1 stand there; false where the array has ended. */
  static boolean is(byte[] bytes, int at, String latin) {
    if (at < 0 || at + latin.length() > bytes.length) {
      return false;
    }
    for (int i = 0; i < latin.length(); i++) {
      if (unsigned8(bytes, at + i) != latin.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
