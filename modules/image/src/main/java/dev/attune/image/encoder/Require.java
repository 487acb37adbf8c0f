package dev.attune.image.encoder;

/** Checks that the configurations share. */
final class Require {
  /** The largest image; attention over more patches than that fits no memory. */
  static final int LARGEST_IMAGE = 4096;

  static final int WIDEST = 1 << 14;
  static final int DEEPEST = 256;

  private Require() {}

  static void range(String name, int found, int least, int most) {
    if (found < least || found > most) {
      throw new IllegalArgumentException(
          "%s: expected %d to %d, found %d".formatted(name, least, most, found));
    }
  }

  static void probability(String name, double found) {
    if (!(found >= 0 && found < 1)) {
      throw new IllegalArgumentException(
          name + ": expected at least 0 and less than 1, found " + found);
    }
  }

  static void divides(String name, int found, String whole, int size) {
    if (size % found != 0) {
      throw new IllegalArgumentException(
          "%s: expected a divisor of %s %d, found %d".formatted(name, whole, size, found));
    }
  }

  static void given(String name, Object found, String expected) {
    if (found == null) {
      throw new IllegalArgumentException(name + ": expected " + expected + ", found none");
    }
  }
}
