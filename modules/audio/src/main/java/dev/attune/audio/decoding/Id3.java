package dev.attune.audio.decoding;

/** Tags around MPEG and FLAC audio: ID3v2 before it; ID3v1 and APEv2 after it. */
final class Id3 {
  private static final int V1_BYTES = 128;
  private static final int APE_FOOTER_BYTES = 32;

  private Id3() {}

  /** Where the audio begins; 0 without tags, at most the length of the file. */
  static int endOfTags(byte[] bytes) {
    long at = 0;
    while (at + 10 <= bytes.length && Bytes.is(bytes, (int) at, "ID3")) {
      int start = (int) at;
      boolean footer = (bytes[start + 5] & 0x10) != 0;
      long size = 0;
      for (int i = 6; i < 10; i++) {
        size = (size << 7) | (bytes[start + i] & 0x7F);
      }
      at += 10 + size + (footer ? 10 : 0);
    }
    return (int) Math.min(at, bytes.length);
  }

  /** Where the audio ends, tags behind it left out. */
  static int startOfTrailer(byte[] bytes, int from) {
    int end = bytes.length;
    if (end - V1_BYTES >= from && Bytes.is(bytes, end - V1_BYTES, "TAG")) {
      end -= V1_BYTES;
    }
    int footer = end - APE_FOOTER_BYTES;
    if (footer >= from && Bytes.is(bytes, footer, "APETAGEX")) {
      long size = Bytes.little32(bytes, footer + 12);
      boolean header = (bytes[footer + 23] & 0x80) != 0;
      long start = end - size - (header ? APE_FOOTER_BYTES : 0);
      end = start >= from ? (int) start : end;
    }
    return end;
  }
}
