package dev.attune.audio.decoding;

/**
 * Header of one MPEG audio frame of layer III (ISO 11172-3, 13818-3, and the unofficial MPEG 2.5).
 *
 * @param at first byte
 * @param length in bytes, header included
 * @param version 3 for MPEG 1, 2 for MPEG 2, 0 for MPEG 2.5
 */
record Mp3Frame(int at, int length, int version, int rate, int channels, boolean checked) {
  private static final int[] KILOBITS_1 = {
    0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320
  };
  private static final int[] KILOBITS_2 = {
    0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160
  };
  private static final int[] RATES = {44_100, 48_000, 32_000};
  private static final int MPEG_1 = 3;

  /**
   * Reads a header.
   *
   * @return null if none stands there, or one of another layer or of free format
   */
  static Mp3Frame at(byte[] bytes, int at) {
    if (at + 4 > bytes.length || bytes[at] != (byte) 0xFF || (bytes[at + 1] & 0xE0) != 0xE0) {
      return null;
    }
    int version = (bytes[at + 1] >> 3) & 3;
    int layer = (bytes[at + 1] >> 1) & 3;
    int rateIndex = (bytes[at + 2] >> 2) & 3;
    int bitrate = (bytes[at + 2] >> 4) & 15;
    if (version == 1 || layer != 1 || rateIndex == 3 || bitrate == 0 || bitrate == 15) {
      return null;
    }
    int rate = RATES[rateIndex] >> (version == MPEG_1 ? 0 : version == 2 ? 1 : 2);
    int kilobits = (version == MPEG_1 ? KILOBITS_1 : KILOBITS_2)[bitrate];
    int padding = (bytes[at + 2] >> 1) & 1;
    int length = (version == MPEG_1 ? 144 : 72) * 1000 * kilobits / rate + padding;
    int channels = ((bytes[at + 3] >> 6) & 3) == 3 ? 1 : 2;
    return new Mp3Frame(at, length, version, rate, channels, (bytes[at + 1] & 1) == 0);
  }

  int end() {
    return at + length;
  }

  /** Samples that the frame gives. */
  int samples() {
    return version == MPEG_1 ? 1152 : 576;
  }

  /** Where the main data begins: behind header, checksum and side information. */
  int behindSideInformation() {
    int side = version == MPEG_1 ? (channels == 1 ? 17 : 32) : channels == 1 ? 9 : 17;
    return at + 4 + (checked ? 2 : 0) + side;
  }

  boolean continues(Mp3Frame first) {
    return version == first.version && rate == first.rate && channels == first.channels;
  }
}
