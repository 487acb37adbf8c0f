package dev.attune.audio.decoding;

/** How a WAV file writes one sample; every encoding is read as a number in [-1, 1]. */
enum SampleEncoding {
  UNSIGNED_8(1) {
    @Override
    double read(byte[] bytes, int at) {
      return (Bytes.unsigned8(bytes, at) - 128) / 128.0;
    }
  },
  SIGNED_16(2) {
    @Override
    double read(byte[] bytes, int at) {
      return (short) Bytes.little16(bytes, at) / 0x1p15;
    }
  },
  SIGNED_24(3) {
    @Override
    double read(byte[] bytes, int at) {
      return Bytes.little24(bytes, at) / 0x1p23;
    }
  },
  SIGNED_32(4) {
    @Override
    double read(byte[] bytes, int at) {
      return (int) Bytes.little32(bytes, at) / 0x1p31;
    }
  },
  FLOAT_32(4) {
    @Override
    double read(byte[] bytes, int at) {
      return Float.intBitsToFloat((int) Bytes.little32(bytes, at));
    }
  },
  FLOAT_64(8) {
    @Override
    double read(byte[] bytes, int at) {
      return Double.longBitsToDouble(Bytes.little64(bytes, at));
    }
  },
  /** ITU-T G.711: sign, three bits of exponent, four of mantissa, all inverted. */
  MU_LAW(1) {
    @Override
    double read(byte[] bytes, int at) {
      int code = ~bytes[at];
      int magnitude = ((((code & 0x0F) << 3) + 0x84) << ((code & 0x70) >> 4)) - 0x84;
      return ((code & 0x80) != 0 ? -magnitude : magnitude) / 0x1p15;
    }
  },
  /** ITU-T G.711: as mu-law, with every second bit inverted and a linear first segment. */
  A_LAW(1) {
    @Override
    double read(byte[] bytes, int at) {
      int code = bytes[at] ^ 0x55;
      int segment = (code & 0x70) >> 4;
      int step = ((code & 0x0F) << 4) + 8;
      int magnitude = segment == 0 ? step : (step + 0x100) << (segment - 1);
      return ((code & 0x80) != 0 ? magnitude : -magnitude) / 0x1p15;
    }
  };

  private static final int PCM = 1;
  private static final int IEEE_FLOAT = 3;
  private static final int A_LAW_CODE = 6;
  private static final int MU_LAW_CODE = 7;

  private final int bytes;

  SampleEncoding(int bytes) {
    this.bytes = bytes;
  }

  int bytes() {
    return bytes;
  }

  abstract double read(byte[] bytes, int at);

  /**
   * By the codes of a format chunk.
   *
   * @return null for one that is not read
   */
  static SampleEncoding of(int format, int bits) {
    return switch (format) {
      case PCM ->
          switch (bits) {
            case 8 -> UNSIGNED_8;
            case 16 -> SIGNED_16;
            case 24 -> SIGNED_24;
            case 32 -> SIGNED_32;
            default -> null;
          };
      case IEEE_FLOAT -> bits == 32 ? FLOAT_32 : bits == 64 ? FLOAT_64 : null;
      case A_LAW_CODE -> bits == 8 ? A_LAW : null;
      case MU_LAW_CODE -> bits == 8 ? MU_LAW : null;
      default -> null;
    };
  }
}
