package dev.attune.audio.decoding;

/**
 * A file that is no audio, is broken, cut short or too long; one line that names file, expected,
 * found.
 */
public final class UnreadableAudioException extends IllegalArgumentException {
  /** With the three parts of the line. */
  public UnreadableAudioException(String name, String expected, String found) {
    super(line(name, expected, found));
  }

  /** With the three parts of the line, and what a library threw. */
  public UnreadableAudioException(String name, String expected, String found, Throwable cause) {
    super(line(name, expected, found), cause);
  }

  private static String line(String name, String expected, String found) {
    return name + ": expected " + expected + ", found " + found;
  }
}
