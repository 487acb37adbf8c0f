package dev.attune.image.decoding;

/**
 * A file that is no image, is broken, or is too large; one line that names file, expected, found.
 */
public final class UnreadableImageException extends IllegalArgumentException {
  /** With the three parts of the line. */
  public UnreadableImageException(String name, String expected, String found) {
    super(line(name, expected, found));
  }

  /** With the three parts of the line, and what a reader threw. */
  public UnreadableImageException(String name, String expected, String found, Throwable cause) {
    super(line(name, expected, found), cause);
  }

  private static String line(String name, String expected, String found) {
    return name + ": expected " + expected + ", found " + found;
  }
}
