package dev.attune.engine.executor;

import dev.attune.engine.program.Views;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The norm of a long vector. ND4J's own {@code norm2} sums millions of squares in float and is off
 * by a thousandth; here short sums are, and their total is taken in double.
 */
final class GlobalNorm {
  private static final long PART = 4096;

  private GlobalNorm() {}

  static double of(INDArray vector) {
    long parts = vector.length() / PART;
    long rest = vector.length() - parts * PART;
    double total = 0;
    if (parts > 0) {
      INDArray norms = Views.of(vector.data(), 0, parts, PART).norm2(1);
      for (double norm : norms.toDoubleVector()) {
        total += norm * norm;
      }
    }
    if (rest > 0) {
      double norm = Views.of(vector.data(), parts * PART, rest).norm2Number().doubleValue();
      total += norm * norm;
    }
    return Math.sqrt(total);
  }
}
