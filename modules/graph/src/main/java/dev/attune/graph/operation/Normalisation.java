package dev.attune.graph.operation;

import dev.attune.graph.Value;

/** Rescaling by a value's own statistics. */
public final class Normalisation {

  private Normalisation() {}

  /**
   * Rows of unit length: v / √(Σ v² + ε²) along the last axis, so that a row of zeros stays zeros
   * and has a finite gradient.
   */
  public static Value l2(Value v, double epsilon) {
    Value squares = Reductions.sum(Arithmetic.square(v), true, -1);
    Value length = Arithmetic.sqrt(Arithmetic.shift(squares, epsilon * epsilon));
    Value result = Arithmetic.divide(v, length);
    return v.graph()
        .derive(
            result,
            Rules.of(
                g -> {
                  Value along = Reductions.sum(Arithmetic.multiply(g, result), true, -1);
                  Value across = Arithmetic.subtract(g, Arithmetic.multiply(result, along));
                  return Arithmetic.divide(across, length);
                }),
            v);
  }

  /** (v − mean) / √(variance + ε) along an axis, with the biased variance. */
  public static Value standardise(Value v, int axis, double epsilon) {
    Value centred = Arithmetic.subtract(v, Reductions.mean(v, true, axis));
    Value variance = Reductions.mean(Arithmetic.square(centred), true, axis);
    Value deviation = Arithmetic.sqrt(Arithmetic.shift(variance, epsilon));
    Value result = Arithmetic.divide(centred, deviation);
    return v.graph()
        .derive(
            result,
            Rules.of(
                g -> {
                  Value along = Reductions.mean(Arithmetic.multiply(g, result), true, axis);
                  Value flat = Arithmetic.subtract(g, Reductions.mean(g, true, axis));
                  Value across = Arithmetic.subtract(flat, Arithmetic.multiply(result, along));
                  return Arithmetic.divide(across, deviation);
                }),
            v);
  }
}
