package dev.attune.engine.checkpoint;

import java.nio.ByteBuffer;

/** Element types of a safetensors file that are read, each widened or narrowed to float32. */
enum ElementType {
  F32(4) {
    @Override
    void read(ByteBuffer from, float[] to, int offset, int count) {
      from.asFloatBuffer().get(to, offset, count);
    }
  },
  F64(8) {
    @Override
    void read(ByteBuffer from, float[] to, int offset, int count) {
      for (int i = 0; i < count; i++) {
        to[offset + i] = (float) from.getDouble(from.position() + 8 * i);
      }
    }
  },
  F16(2) {
    @Override
    void read(ByteBuffer from, float[] to, int offset, int count) {
      for (int i = 0; i < count; i++) {
        to[offset + i] = half(from.getShort(from.position() + 2 * i));
      }
    }
  },
  BF16(2) {
    @Override
    void read(ByteBuffer from, float[] to, int offset, int count) {
      for (int i = 0; i < count; i++) {
        to[offset + i] = Float.intBitsToFloat(from.getShort(from.position() + 2 * i) << 16);
      }
    }
  };

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** Size of one element. */
  int bytes() {
    return bytes;
  }

  /** Converts elements that start at the buffer's position, which stays where it is. */
  abstract void read(ByteBuffer from, float[] to, int offset, int count);

  /** IEEE 754 binary16: 1 sign bit, 5 exponent bits of bias 15, 10 fraction bits. */
  static float half(short bits) {
    int exponent = (bits >>> 10) & 0x1F;
    int fraction = bits & 0x3FF;
    int sign = (bits & 0x8000) << 16;
    if (exponent == 0x1F) {
      return Float.intBitsToFloat(sign | 0x7F800000 | fraction << 13);
    }
    if (exponent == 0) {
      float subnormal = fraction * 0x1p-24f;
      return sign == 0 ? subnormal : -subnormal;
    }
    return Float.intBitsToFloat(sign | (exponent + 127 - 15) << 23 | fraction << 13);
  }
}
