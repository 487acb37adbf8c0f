package dev.attune.objectives;

import static dev.attune.graph.operation.Arithmetic.divide;
import static dev.attune.graph.operation.Arithmetic.maximum;
import static dev.attune.graph.operation.Arithmetic.multiply;
import static dev.attune.graph.operation.Arithmetic.scale;
import static dev.attune.graph.operation.Arithmetic.shift;

import dev.attune.graph.ShapeException;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Shaping;
import java.util.Arrays;
import java.util.Optional;

/** From what is known of a batch's pairs to those that are left out. */
final class Positives {

  private Positives() {}

  /**
   * The pairs off the diagonal that are left out: those that belong together, and those of an item
   * that lacks a side.
   *
   * @return [n, n], 0 on the diagonal; empty where nothing is to be left out
   */
  static Optional<Value> excluded(
      String objective, FalseNegatives policy, PairedRows rows, BatchPairs pairs) {
    long n = rows.count();
    Optional<Value> equal = policy == FalseNegatives.KEEP ? Optional.empty() : pairs.positives();
    equal.ifPresent(marked -> requireShape(objective, "positives", marked, rows, n, n));
    pairs.present().ifPresent(present -> requireShape(objective, "present", present, rows, n));
    if (equal.isEmpty() && pairs.present().isEmpty()) {
      return Optional.empty();
    }
    Value left = pairs.present().map(present -> absent(present, equal, n)).orElseGet(equal::get);
    return Optional.of(multiply(left, PairedRows.square(left, n, 0, 1)));
  }

  /** 1 − both present · not equal. */
  private static Value absent(Value present, Optional<Value> equal, long n) {
    Value both = multiply(Shaping.reshape(present, n, 1), Shaping.reshape(present, 1, n));
    Value kept = equal.map(marked -> multiply(both, complement(marked))).orElse(both);
    return complement(kept);
  }

  private static Value complement(Value marks) {
    return shift(scale(marks, -1), 1);
  }

  /** A mean over all rows as the mean over those that are present, if an absent one adds 0. */
  static Value overPresent(Value mean, BatchPairs pairs, PairedRows rows) {
    return pairs
        .present()
        .map(
            present ->
                divide(scale(mean, (double) rows.count()), maximum(Partners.total(present), 1)))
        .orElse(mean);
  }

  private static void requireShape(
      String objective, String name, Value found, PairedRows rows, long... shape) {
    if (!found.hasShape(shape)) {
      throw new ShapeException(
          "%s: expected %s %s for rows %s, found %s"
              .formatted(
                  objective,
                  name,
                  Arrays.toString(shape),
                  Arrays.toString(rows.left().shape()),
                  Arrays.toString(found.shape())));
    }
  }
}
