package dev.attune.audio.decoding;

/**
 * What encoders write into a first frame without sound: how many frames follow (Xing, Info, VBRI)
 * and how many samples they added in front and behind (LAME's extension).
 *
 * @param frames how many follow; -1 if it does not say
 * @param delay samples that the encoder put in front; -1 if it does not say
 * @param padding samples that it put behind
 */
record Mp3Tag(long frames, int delay, int padding) {
  private static final int UNKNOWN = -1;

  /**
   * Reads the tag in a frame.
   *
   * @return null if the frame has sound
   */
  static Mp3Tag in(Mp3Frame frame, byte[] bytes) {
    int vbri = frame.at() + 4 + 32;
    if (Bytes.is(bytes, vbri, "VBRI") && vbri + 18 <= frame.end()) {
      return new Mp3Tag(Bytes.big(bytes, vbri + 14, 4), UNKNOWN, 0);
    }
    int at = frame.behindSideInformation();
    if (frame.checked() && !isXing(bytes, at)) {
      // Some encoders forget the checksum's two bytes when they place the tag.
      at -= 2;
    }
    if (!isXing(bytes, at) || at + 8 > frame.end()) {
      return null;
    }
    long flags = Bytes.big(bytes, at + 4, 4);
    int next = at + 8;
    long frames = UNKNOWN;
    if ((flags & 1) != 0 && next + 4 <= frame.end()) {
      frames = Bytes.big(bytes, next, 4);
    }
    next += ((flags & 1) != 0 ? 4 : 0) + ((flags & 2) != 0 ? 4 : 0);
    next += ((flags & 4) != 0 ? 100 : 0) + ((flags & 8) != 0 ? 4 : 0);
    if (next + 24 > frame.end() || bytes[next] == 0) {
      return new Mp3Tag(frames, UNKNOWN, 0);
    }
    int both = (int) Bytes.big(bytes, next + 21, 3);
    return new Mp3Tag(frames, both >> 12, both & 0xFFF);
  }

  private static boolean isXing(byte[] bytes, int at) {
    return Bytes.is(bytes, at, "Xing") || Bytes.is(bytes, at, "Info");
  }

  boolean knowsDelay() {
    return delay != UNKNOWN;
  }
}
