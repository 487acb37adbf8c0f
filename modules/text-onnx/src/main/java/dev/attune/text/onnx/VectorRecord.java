package dev.attune.text.onnx;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * How a vector lies in a {@link VectorFile}: the key (32 bytes), the vector (float32, big endian)
 * and a CRC-32 of both.
 *
 * @param width of the vector
 */
record VectorRecord(int width) {
  /** SHA-256. */
  private static final int KEY = 32;

  private static final HexFormat HEX = HexFormat.of();

  /** Length of a record. */
  int bytes() {
    return KEY + Float.BYTES * width + Integer.BYTES;
  }

  /**
   * A record as it is written.
   *
   * @param key 64 hexadecimal digits
   * @throws IllegalArgumentException if the vector has another width
   */
  byte[] of(String key, float[] vector) {
    if (vector.length != width) {
      throw new IllegalArgumentException(
          "vector: expected width %d, found %d".formatted(width, vector.length));
    }
    byte[] bytes = new byte[bytes()];
    ByteBuffer record = ByteBuffer.wrap(bytes).put(HEX.parseHex(key));
    for (float value : vector) {
      record.putFloat(value);
    }
    record.putInt(sum(bytes));
    return bytes;
  }

  /** The key of a record, if the record is sound. */
  Optional<String> key(byte[] record) {
    int stated = ByteBuffer.wrap(record).getInt(record.length - Integer.BYTES);
    return stated == sum(record) ? Optional.of(HEX.formatHex(record, 0, KEY)) : Optional.empty();
  }

  /** The vector of a record, if the record is sound and of that key. */
  Optional<float[]> vector(byte[] record, String key) {
    return key(record)
        .filter(key::equals)
        .map(
            found -> {
              float[] vector = new float[width];
              ByteBuffer.wrap(record).position(KEY).asFloatBuffer().get(vector);
              return vector;
            });
  }

  private static int sum(byte[] record) {
    CRC32 crc = new CRC32();
    crc.update(record, 0, record.length - Integer.BYTES);
    return (int) crc.getValue();
  }
}
