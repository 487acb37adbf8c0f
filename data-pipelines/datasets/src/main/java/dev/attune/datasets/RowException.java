package dev.attune.datasets;

import java.io.Serial;

/** Why one row is left out. */
final class RowException extends Exception {
  @Serial private static final long serialVersionUID = 1L;
  private static final int SHOWN = 80;

  RowException(String reason) {
    super(reason);
  }

  /** A value from the file, short enough for a message and without line breaks. */
  static String shown(String value) {
    String line = value.replaceAll("\\p{Cntrl}", " ");
    if (line.length() <= SHOWN) {
      return line;
    }
    int end = Character.isHighSurrogate(line.charAt(SHOWN - 1)) ? SHOWN - 1 : SHOWN;
    return line.substring(0, end) + "…";
  }
}
