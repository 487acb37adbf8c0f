package dev.attune.objectives;

import dev.attune.graph.Value;
import java.util.OptionalDouble;

/**
 * A loss of two arrays whose rows are partners: row i of one belongs to row i of the other.
 *
 * <p>Implementations are records of their settings and hold no state; the same inputs always give
 * the same loss.
 */
public interface Objective {

  /** Its name in configurations and on the command line, in snake_case. */
  String name();

  /**
   * Builds the loss.
   *
   * @param left [n, d]
   * @param right [n, d]
   * @return a scalar
   * @throws dev.attune.graph.ShapeException if the shapes are not two equal matrices, or n is too
   *     small for the loss to mean anything
   */
  Value loss(Value left, Value right);

  /**
   * The loss where all rows of both sides are equal, as those of an encoder that has collapsed;
   * empty if it depends on more than their number.
   *
   * @param rows n
   */
  default OptionalDouble collapsed(long rows) {
    return OptionalDouble.empty();
  }

  /** Whether the loss can be below 0: then no weight can be learnt from its size. */
  default boolean fallsBelowZero() {
    return false;
  }
}
