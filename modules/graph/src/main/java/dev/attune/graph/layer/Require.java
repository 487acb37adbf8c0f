package dev.attune.graph.layer;

import dev.attune.graph.ShapeException;
import dev.attune.graph.Value;
import java.util.Arrays;

/** Checks that layers share. */
final class Require {

  private Require() {}

  static void positive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": expected at least 1, found " + value);
    }
  }

  static void probability(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(
          name + ": expected a probability of at least 0 and less than 1, found " + value);
    }
  }

  static void rank(String layer, Value value, int rank, String expected) {
    if (value.rank() != rank) {
      throw new ShapeException(layer + ": expected " + expected + ", found " + value);
    }
  }

  static void shape(String layer, Value value, long... expected) {
    if (!value.hasShape(expected)) {
      throw new ShapeException(
          layer + ": expected " + Arrays.toString(expected) + ", found " + value);
    }
  }
}
