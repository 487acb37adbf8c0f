package dev.attune.engine.checkpoint;

import java.nio.file.Path;

/** Messages about files that may be hostile: always one line, of bounded length. */
public final class FileText {
  private static final int LONGEST = 120;

  private FileText() {}

  /** What a file should have held at a place, and what it holds. */
  static IllegalArgumentException wrong(Path file, String place, String expected, String found) {
    return new IllegalArgumentException(
        "%s: %s: expected %s, found %s".formatted(file, place, expected, found));
  }

  /** A text from a file in quotes. */
  static String quoted(String text) {
    return '"' + oneLine(text) + '"';
  }

  /** A text from a file without line ends or control characters, shortened. */
  public static String oneLine(String text) {
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .limit(LONGEST)
        .forEach(c -> line.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
    return text.codePointCount(0, text.length()) > LONGEST
        ? line.append('…').toString()
        : line.toString();
  }
}
