package dev.attune.retrieval;

import java.nio.ByteBuffer;

/** The element types of {@code .npy} files that are read. */
public enum NpyType {
  /** Single precision. */
  FLOAT32("f4", 4),
  /** Double precision. */
  FLOAT64("f8", 8),
  /** 8 bits with sign. */
  INT8("i1", 1),
  /** 16 bits with sign. */
  INT16("i2", 2),
  /** 32 bits with sign. */
  INT32("i4", 4),
  /** 64 bits with sign. */
  INT64("i8", 8),
  /** 8 bits without sign. */
  UINT8("u1", 1),
  /** 16 bits without sign. */
  UINT16("u2", 2),
  /** 32 bits without sign. */
  UINT32("u4", 4);

  private final String code;
  private final int bytes;

  NpyType(String code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  /** NumPy's code without the byte order, for instance {@code f4}. */
  String code() {
    return code;
  }

  /**
   * Size of an element.
   *
   * @return in bytes
   */
  public int bytes() {
    return bytes;
  }

  boolean isInteger() {
    return this != FLOAT32 && this != FLOAT64;
  }

  double readDouble(ByteBuffer from) {
    return switch (this) {
      case FLOAT32 -> from.getFloat();
      case FLOAT64 -> from.getDouble();
      default -> readLong(from);
    };
  }

  long readLong(ByteBuffer from) {
    return switch (this) {
      case INT8 -> from.get();
      case INT16 -> from.getShort();
      case INT32 -> from.getInt();
      case INT64 -> from.getLong();
      case UINT8 -> Byte.toUnsignedLong(from.get());
      case UINT16 -> Short.toUnsignedLong(from.getShort());
      case UINT32 -> Integer.toUnsignedLong(from.getInt());
      case FLOAT32, FLOAT64 -> throw new IllegalStateException("not an integer type: " + this);
    };
  }
}
