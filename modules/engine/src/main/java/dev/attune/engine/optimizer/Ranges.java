package dev.attune.engine.optimizer;

/** Checks of settings, with messages that name the key, what was expected and what was found. */
final class Ranges {
  private Ranges() {}

  /** From low (inclusive) to high (exclusive). */
  static void in(double value, double low, double high, String key) {
    if (!(value >= low && value < high)) {
      throw new IllegalArgumentException(
          "%s: expected %s ≤ value < %s, found %s".formatted(key, low, high, value));
    }
  }

  static void positive(double value, String key) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(key + ": expected a positive number, found " + value);
    }
  }

  static void notNegative(double value, String key) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(key + ": expected 0 or more, found " + value);
    }
  }
}
