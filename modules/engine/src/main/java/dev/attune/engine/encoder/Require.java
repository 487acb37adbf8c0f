package dev.attune.engine.encoder;

/** Checks that the configurations of towers share; messages name the key as it stands in a file. */
public final class Require {
  /** Most channels or widths of a token; a bound for what comes out of a file. */
  public static final int WIDEST = 1 << 14;

  /** Most blocks or convolutions in a row. */
  public static final int DEEPEST = 256;

  private Require() {}

  /** Both bounds are allowed. */
  public static void range(String name, int found, int least, int most) {
    if (found < least || found > most) {
      throw new IllegalArgumentException(
          "%s: expected %d to %d, found %d".formatted(name, least, most, found));
    }
  }

  /** A probability of dropping something: at least 0, less than 1. */
  public static void probability(String name, double found) {
    if (!(found >= 0 && found < 1)) {
      throw new IllegalArgumentException(
          name + ": expected at least 0 and less than 1, found " + found);
    }
  }

  /** A divisor of a size, which the message calls {@code whole}. */
  public static void divides(String name, int found, String whole, int size) {
    if (size % found != 0) {
      throw new IllegalArgumentException(
          "%s: expected a divisor of %s %d, found %d".formatted(name, whole, size, found));
    }
  }

  /** Anything but null. */
  public static void given(String name, Object found, String expected) {
    if (found == null) {
      throw new IllegalArgumentException(name + ": expected " + expected + ", found none");
    }
  }
}
