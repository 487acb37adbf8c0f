package dev.attune.image.decoding;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The formats that are read, known by their first bytes and not by the name of the file. */
public enum ImageFormat {
  /** Portable network graphics. */
  PNG("PNG"),
  /** JPEG in grey, YCbCr, RGB, CMYK or YCCK. */
  JPEG("JPEG"),
  /** The first frame of a GIF. */
  GIF("GIF"),
  /** Windows bitmap. */
  BMP("BMP"),
  /** WebP; of an animation the first frame. */
  WEBP("WebP");

  private final String label;

  ImageFormat(String label) {
    this.label = label;
  }

  /** The name that ImageIO knows readers by, and people. */
  String label() {
    return label;
  }

  static ImageFormat of(byte[] bytes, String name) {
    if (Bytes.is(bytes, 0, "\u0089PNG\r\n\u001a\n")) {
      return PNG;
    }
    if (Bytes.is(bytes, 0, "\u00ff\u00d8\u00ff")) {
      return JPEG;
    }
    if (Bytes.is(bytes, 0, "GIF87a") || Bytes.is(bytes, 0, "GIF89a")) {
      return GIF;
    }
    if (Bytes.is(bytes, 0, "RIFF") && Bytes.is(bytes, 8, "WEBP")) {
      return WEBP;
    }
    // Two letters are little to go by: the header size that follows tells a bitmap from a text.
    if (Bytes.is(bytes, 0, "BM") && bytes.length > 17 && bytes[15] == 0 && bytes[16] == 0) {
      return BMP;
    }
    throw new UnreadableImageException(
        name, "a PNG, JPEG, GIF, BMP or WebP image", describe(bytes));
  }

  private static String describe(byte[] bytes) {
    if (bytes.length == 0) {
      return "an empty file";
    }
    int shown = Math.min(bytes.length, 24);
    for (int i = 0; i < shown; i++) {
      if ("\t\n\r".indexOf(bytes[i]) < 0 && (bytes[i] < ' ' || bytes[i] == 0x7F)) {
        return "the bytes " + HexFormat.ofDelimiter(" ").formatHex(bytes, 0, Math.min(shown, 8));
      }
    }
    String text = new String(bytes, 0, shown, StandardCharsets.US_ASCII);
    return "the text \"" + text.replaceAll("\\s+", " ") + "\"";
  }
}
