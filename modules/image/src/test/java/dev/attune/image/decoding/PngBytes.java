package dev.attune.image.decoding;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** PNG files written chunk by chunk, so that a test decides what stands in them. */
final class PngBytes {
  static final int GREY = 0;
  static final int RGB = 2;
  static final int PALETTE = 3;
  static final int GREY_ALPHA = 4;
  static final int RGB_ALPHA = 6;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  PngBytes(int width, int height, int bits, int colourType) {
    bytes.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
    chunk(
        "IHDR",
        ByteBuffer.allocate(13)
            .putInt(width)
            .putInt(height)
            .put((byte) bits)
            .put((byte) colourType)
            .array());
  }

  static byte[] of(int width, int height, int bits, int colourType, int... samples) {
    return new PngBytes(width, height, bits, colourType).rows(height, samples).end();
  }

  PngBytes chunk(String type, byte[] content) {
    byte[] typed =
        ByteBuffer.allocate(4 + content.length)
            .put(type.getBytes(StandardCharsets.US_ASCII))
            .put(content)
            .array();
    CRC32 crc = new CRC32();
    crc.update(typed);
    bytes.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
    bytes.writeBytes(typed);
    bytes.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    return this;
  }

  PngBytes chunk(String type, int... content) {
    byte[] narrow = new byte[content.length];
    for (int i = 0; i < content.length; i++) {
      narrow[i] = (byte) content[i];
    }
    return chunk(type, narrow);
  }

  /** All rows as bytes, each with the filter byte for none put before it. */
  PngBytes rows(int height, int... content) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    Deflater deflater = new Deflater();
    try (DeflaterOutputStream out = new DeflaterOutputStream(packed, deflater)) {
      int stride = content.length / height;
      for (int i = 0; i < content.length; i++) {
        if (i % stride == 0) {
          out.write(0);
        }
        out.write(content[i]);
      }
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    } finally {
      deflater.end();
    }
    return chunk("IDAT", packed.toByteArray());
  }

  byte[] end() {
    return chunk("IEND", new byte[0]).bytes.toByteArray();
  }
}
