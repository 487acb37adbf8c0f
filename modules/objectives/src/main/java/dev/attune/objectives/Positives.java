package dev.attune.objectives;

import static dev.attune.graph.operation.Arithmetic.multiply;

import dev.attune.graph.ShapeException;
import dev.attune.graph.Value;
import java.util.Arrays;
import java.util.Optional;

/** From marked positives to the pairs that are left out. */
final class Positives {

  private Positives() {}

  /**
   * The pairs off the diagonal that belong together.
   *
   * @param positives [n, n]
   * @return [n, n], 0 on the diagonal; empty where nothing is to be left out
   */
  static Optional<Value> excluded(
      String objective, FalseNegatives policy, PairedRows rows, Optional<Value> positives) {
    if (policy == FalseNegatives.KEEP || positives.isEmpty()) {
      return Optional.empty();
    }
    Value marked = positives.get();
    long n = rows.count();
    if (!marked.hasShape(n, n)) {
      throw new ShapeException(
          objective
              + ": expected positives ["
              + n
              + ", "
              + n
              + "] for rows "
              + Arrays.toString(rows.left().shape())
              + ", found "
              + Arrays.toString(marked.shape()));
    }
    return Optional.of(multiply(marked, PairedRows.square(marked, n, 0, 1)));
  }
}
