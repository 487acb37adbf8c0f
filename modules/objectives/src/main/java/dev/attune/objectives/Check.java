package dev.attune.objectives;

import dev.attune.graph.ShapeException;
import dev.attune.graph.Value;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Checks of settings, whose messages use the names of the configuration, and of shapes. */
final class Check {

  private Check() {}

  static void positive(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          name + ": expected a finite number above 0, found " + value);
    }
  }

  static void notNegative(String name, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          name + ": expected a finite number of at least 0, found " + value);
    }
  }

  static void finite(String name, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(name + ": expected a finite number, found " + value);
    }
  }

  /** A share of a whole that leaves something over. */
  static void share(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(
          name + ": expected a number of at least 0 and below 1, found " + value);
    }
  }

  static void atLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          name + ": expected at least " + least + ", found " + value);
    }
  }

  /** Whether a value is a matrix with something in it. */
  static boolean matrix(Value v) {
    return v.rank() == 2 && v.length() > 0;
  }

  /**
   * Fails if shapes do not fit.
   *
   * @param loss named in the message
   * @param expected in words, in the order of {@code found}
   */
  static void shapes(boolean fit, String loss, String expected, Value... found) {
    if (!fit) {
      String all = Arrays.stream(found).map(Value::toString).collect(Collectors.joining(", "));
      throw new ShapeException(loss + ": expected " + expected + ", found " + all);
    }
  }
}
