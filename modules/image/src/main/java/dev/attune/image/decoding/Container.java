package dev.attune.image.decoding;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Walks the outer structure of a file once: is it whole, and where is its EXIF block. ImageIO's
 * readers give a truncated file as a half-grey picture, at most with a warning.
 */
final class Container {
  private static final int NONE = -1;

  private final byte[] bytes;
  private final String name;
  private int exifAt = NONE;
  private int exifEnd = NONE;

  Container(ImageFormat format, byte[] bytes, String name) {
    this.bytes = bytes;
    this.name = name;
    switch (format) {
      case PNG -> walkPng();
      case JPEG -> walkJpeg();
      case WEBP -> walkRiff();
      case GIF, BMP -> {}
    }
  }

  /** EXIF's orientation, 1 where there is none. */
  int orientation() {
    return exifAt == NONE ? 1 : ExifOrientation.read(bytes, exifAt, exifEnd);
  }

  private UnreadableImageException truncated(String format, String where) {
    return new UnreadableImageException(
        name, "a whole " + format, "its end " + where + " after " + bytes.length + " bytes");
  }

  private void walkPng() {
    int at = 8;
    while (at + 12 <= bytes.length) {
      long length = Bytes.unsigned32(bytes, at, true);
      String type = new String(bytes, at + 4, 4, StandardCharsets.ISO_8859_1);
      if (length > bytes.length - at - 12L) {
        throw truncated("PNG", "inside chunk " + printable(type));
      }
      int end = at + 8 + (int) length;
      // Upper case marks the chunks that an image cannot be read without.
      if (Character.isUpperCase(type.charAt(0))) {
        checkCrc(at + 4, end, type);
      }
      if (type.equals("eXIf")) {
        exif(at + 8, end);
      }
      if (type.equals("IEND")) {
        return;
      }
      at = end + 4;
    }
    throw truncated("PNG", "before chunk IEND");
  }

  private void checkCrc(int from, int end, String type) {
    CRC32 crc = new CRC32();
    crc.update(bytes, from, end - from);
    if (crc.getValue() != Bytes.unsigned32(bytes, end, true)) {
      throw new UnreadableImageException(
          name, "a sound PNG", "chunk " + printable(type) + " with a wrong checksum");
    }
  }

  private static String printable(String type) {
    return type.chars().allMatch(c -> c > ' ' && c < 0x7F) ? type : "of unknown type";
  }

  private void walkJpeg() {
    int at = 2;
    while (at + 4 <= bytes.length) {
      int marker = bytes[at + 1] & 0xFF;
      if ((bytes[at] & 0xFF) != 0xFF || marker == 0xFF) {
        at++;
      } else if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) {
        at += 2;
      } else {
        int end = at + 2 + Bytes.unsigned16(bytes, at + 2, true);
        if (end > bytes.length) {
          throw truncated("JPEG", "inside a segment");
        }
        if (marker == 0xE1 && Bytes.is(bytes, at + 4, "Exif\0\0")) {
          exif(at + 10, end);
        }
        if (marker == 0xDA) {
          checkEndOfImage(end);
          return;
        }
        at = end;
      }
    }
    throw truncated("JPEG", "before the first scan");
  }

  /** Backwards, past what some cameras append; entropy-coded data holds no such pair of bytes. */
  private void checkEndOfImage(int from) {
    for (int at = bytes.length - 2; at >= from; at--) {
      if ((bytes[at] & 0xFF) == 0xFF && (bytes[at + 1] & 0xFF) == 0xD9) {
        return;
      }
    }
    throw truncated("JPEG", "inside a scan");
  }

  private void walkRiff() {
    long end = 8 + Bytes.unsigned32(bytes, 4, false);
    if (end > bytes.length) {
      throw truncated("WebP", "before byte " + end);
    }
    long at = 12;
    while (at + 8 <= end) {
      long next = at + 8 + Bytes.unsigned32(bytes, (int) at + 4, false);
      if (next > end) {
        throw truncated("WebP", "inside a chunk");
      }
      if (Bytes.is(bytes, (int) at, "EXIF")) {
        int prefix = Bytes.is(bytes, (int) at + 8, "Exif\0\0") ? 6 : 0;
        exif((int) at + 8 + prefix, (int) next);
      }
      at = next + (next & 1);
    }
  }

  /** The first block counts. */
  private void exif(int from, int end) {
    if (exifAt == NONE) {
      exifAt = from;
      exifEnd = end;
    }
  }
}
