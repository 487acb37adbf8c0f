package dev.attune.text.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** ONNX's protocol buffers (onnx.proto), as far as the models of these tests need them. */
final class OnnxBytes {
  static final int FLOAT = 1;
  static final int INT64 = 7;

  private OnnxBytes() {}

  /** A model of operator set 13, whose axes are inputs. */
  static byte[] model(byte[]... graphParts) {
    byte[] graph = join(text(2, "tiny"), join(graphParts));
    return join(number(1, 8), bytes(7, graph), bytes(8, number(2, 13)));
  }

  static byte[] node(String operation, List<String> inputs, String output, byte[]... attributes) {
    byte[] node = join(text(2, output), text(4, operation), join(attributes));
    for (String input : inputs) {
      node = join(node, text(1, input));
    }
    return bytes(1, node);
  }

  static byte[] attribute(String name, long value) {
    return bytes(5, join(text(1, name), number(3, value), number(20, 2)));
  }

  static byte[] constant(String name, float[][] matrix) {
    byte[] raw = new byte[matrix.length * matrix[0].length * Float.BYTES];
    ByteBuffer values = little(raw);
    for (float[] row : matrix) {
      for (float value : row) {
        values.putFloat(value);
      }
    }
    byte[] shape = join(number(1, matrix.length), number(1, matrix[0].length));
    return bytes(5, join(shape, number(2, FLOAT), text(8, name), bytes(9, raw)));
  }

  static byte[] constant(String name, long value) {
    byte[] raw = new byte[Long.BYTES];
    little(raw).putLong(value);
    return bytes(5, join(number(1, 1), number(2, INT64), text(8, name), bytes(9, raw)));
  }

  static byte[] input(String name) {
    return bytes(11, value(name, INT64, "rows", "tokens"));
  }

  static byte[] output(String name, int type, String... dimensions) {
    return bytes(12, value(name, type, dimensions));
  }

  private static byte[] value(String name, int type, String... dimensions) {
    byte[] shape = new byte[0];
    for (String dimension : dimensions) {
      shape = join(shape, bytes(1, text(2, dimension)));
    }
    byte[] tensor = join(number(1, type), bytes(2, shape));
    return join(text(1, name), bytes(2, bytes(1, tensor)));
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] number(int field, long value) {
    return join(varint((long) field << 3), varint(value));
  }

  private static byte[] text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] bytes(int field, byte[] value) {
    return join(varint(((long) field << 3) | 2), varint(value.length), value);
  }

  private static byte[] varint(long value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long left = value;
    while ((left & ~127L) != 0) {
      out.write((int) ((left & 127) | 128));
      left >>>= 7;
    }
    out.write((int) left);
    return out.toByteArray();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
