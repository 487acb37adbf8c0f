package dev.attune.experiments.config;

import java.nio.file.Path;

/** Checks of settings, with messages that name the key, what was expected and what was found. */
final class Limits {
  private Limits() {}

  static void atLeast(long value, long least, String key) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s: expected %d or more, found %d".formatted(key, least, value));
    }
  }

  static void positive(double value, String key) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(key + ": expected a positive number, found " + value);
    }
  }

  /** From 0 (inclusive) to 1 (exclusive). */
  static void share(double value, String key) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(
          "%s: expected 0 ≤ value < 1, found %s".formatted(key, value));
    }
  }

  /** A path from the working directory made absolute; none stays none. */
  static String absolute(String path) {
    return path.isEmpty() ? path : Path.of(path).toAbsolutePath().normalize().toString();
  }
}
