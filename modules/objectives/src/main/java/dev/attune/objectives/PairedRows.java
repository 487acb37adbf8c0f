package dev.attune.objectives;

import dev.attune.graph.ShapeException;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Normalisation;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Two matrices of one shape whose rows are partners, and the constants that losses over all their
 * pairs need.
 *
 * @param left [n, d]
 * @param right [n, d]
 */
record PairedRows(Value left, Value right) {

  /** Added to a logit that must not count: its exponential is 0, in float as in double. */
  static final double NEVER = -1e30;

  /**
   * Checks the shapes.
   *
   * @param objective named in the message
   * @param atLeast the fewest rows for which the loss means anything
   */
  static PairedRows of(String objective, Value left, Value right, int atLeast) {
    if (left.rank() != 2 || !Arrays.equals(left.shape(), right.shape())) {
      throw new ShapeException(
          objective + ": expected two matrices of equal shape [n, d]" + found(left, right));
    }
    if (left.size(0) < atLeast || left.size(1) < 1) {
      throw new ShapeException(
          objective
              + ": expected at least "
              + atLeast
              + (atLeast == 1 ? " row" : " rows")
              + found(left, right));
    }
    return new PairedRows(left, right);
  }

  private static String found(Value left, Value right) {
    return ", found left "
        + Arrays.toString(left.shape())
        + ", right "
        + Arrays.toString(right.shape());
  }

  /** Number of pairs. */
  long count() {
    return left.size(0);
  }

  /** Rows of unit length. */
  PairedRows unit() {
    return new PairedRows(unit(left), unit(right));
  }

  PairedRows unitIf(boolean normalize) {
    return normalize ? unit() : this;
  }

  /**
   * Rows divided by their length. The epsilon keeps a row of zeros at zero, with a finite gradient,
   * and is too small to move any other row by more than the type's own rounding.
   */
  static Value unit(Value rows) {
    return Normalisation.l2(rows, rows.graph().type() == DataType.DOUBLE ? 1e-12 : 1e-6);
  }

  /** A constant with one value on the diagonal and another elsewhere, [size, size]. */
  static Value square(Value like, long size, double diagonal, double elsewhere) {
    INDArray array = Nd4j.valueArrayOf(new long[] {size, size}, elsewhere, DataType.DOUBLE);
    for (long i = 0; i < size; i++) {
      array.putScalar(i, i, diagonal);
    }
    return like.graph().constant(array);
  }
}
