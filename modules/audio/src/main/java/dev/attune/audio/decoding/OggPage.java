package dev.attune.audio.decoding;

/**
 * One page of an Ogg file (RFC 3533), whole and with the right checksum.
 *
 * @param at first byte of the page
 * @param segments how many lacing values follow the header
 * @param end first byte behind the page
 */
record OggPage(
    byte[] bytes, int at, boolean continued, boolean first, boolean last, int segments, int end) {
  private static final int HEADER_BYTES = 27;
  private static final int POLYNOMIAL = 0x04c11db7;
  private static final int[] CRC = table();

  /** Reads the page at a place. */
  static OggPage read(byte[] bytes, int at, String name) {
    if (at + HEADER_BYTES > bytes.length) {
      throw cut(bytes, name, at);
    }
    if (!Bytes.is(bytes, at, "OggS") || bytes[at + 4] != 0) {
      throw new UnreadableAudioException(
          name, "an Ogg page at byte " + at, AudioFormat.describe(bytes, at));
    }
    int segments = Bytes.unsigned8(bytes, at + 26);
    int body = at + HEADER_BYTES + segments;
    if (body > bytes.length) {
      throw cut(bytes, name, at);
    }
    int end = body;
    for (int i = at + HEADER_BYTES; i < body; i++) {
      end += Bytes.unsigned8(bytes, i);
    }
    if (end > bytes.length) {
      throw cut(bytes, name, at);
    }
    if (crc(bytes, at, end) != (int) Bytes.little32(bytes, at + 22)) {
      throw new UnreadableAudioException(
          name, "a sound Ogg", "a page with a wrong checksum at byte " + at);
    }
    int flags = bytes[at + 5];
    return new OggPage(
        bytes, at, (flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0, segments, end);
  }

  private static UnreadableAudioException cut(byte[] bytes, String name, int at) {
    return new UnreadableAudioException(
        name,
        "a whole Ogg",
        "its end after %d bytes, inside the page at byte %d".formatted(bytes.length, at));
  }

  /** Position of the last packet that ends on this page; -1 where none does. */
  long granule() {
    return Bytes.little64(bytes, at + 6);
  }

  int serial() {
    return (int) Bytes.little32(bytes, at + 14);
  }

  int sequence() {
    return (int) Bytes.little32(bytes, at + 18);
  }

  int body() {
    return at + HEADER_BYTES + segments;
  }

  /** Length of a segment; 255 says that the packet goes on in the next. */
  int lacing(int segment) {
    return Bytes.unsigned8(bytes, at + HEADER_BYTES + segment);
  }

  /** Over the page with zeros in the checksum's own place. */
  private static int crc(byte[] bytes, int from, int to) {
    int crc = 0;
    for (int i = from; i < to; i++) {
      int octet = i >= from + 22 && i < from + 26 ? 0 : Bytes.unsigned8(bytes, i);
      crc = (crc << 8) ^ CRC[(crc >>> 24) ^ octet];
    }
    return crc;
  }

  private static int[] table() {
    int[] table = new int[256];
    for (int i = 0; i < 256; i++) {
      int crc = i << 24;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc << 1) ^ (crc < 0 ? POLYNOMIAL : 0);
      }
      table[i] = crc;
    }
    return table;
  }
}
