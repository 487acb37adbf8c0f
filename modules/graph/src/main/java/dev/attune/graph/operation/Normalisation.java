package dev.attune.graph.operation;

import dev.attune.graph.Rule;
import dev.attune.graph.ShapeException;
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

  /**
   * A batch-normalised value and the statistics it was made with.
   *
   * @param result of the input's shape
   * @param mean [channels]
   * @param variance [channels], biased
   */
  public record Batch(Value result, Value mean, Value variance) {}

  /**
   * Batch normalisation by the batch's own statistics (arXiv:1502.03167). One gradient rule covers
   * the whole of it: SameDiff's fails, and libnd4j's takes three times as long.
   *
   * @param x [n, channels] or [n, channels, h, w]
   * @param gain [channels]
   * @param offset [channels]
   * @param epsilon added to the biased variance
   */
  public static Batch byChannel(Value x, Value gain, Value offset, double epsilon) {
    long channels = x.size(1);
    if (!gain.hasShape(channels) || !offset.hasShape(channels)) {
      throw new ShapeException(
          "batch norm: expected a gain and offset of ["
              + channels
              + "] for "
              + x
              + ", found "
              + gain
              + " and "
              + offset);
    }
    int[] others = x.rank() == 2 ? new int[] {0} : new int[] {0, 2, 3};
    Value mean = Reductions.mean(x, true, others);
    Value centred = Arithmetic.subtract(x, mean);
    Value variance = Reductions.mean(Arithmetic.square(centred), true, others);
    Value deviation = Arithmetic.sqrt(Arithmetic.shift(variance, epsilon));
    Value factor = Arithmetic.divide(Shaping.reshape(gain, mean.shape()), deviation);
    Value scaled = Arithmetic.multiply(centred, factor);
    Value result = Arithmetic.add(scaled, Shaping.reshape(offset, mean.shape()));
    double count = (double) x.length() / channels;
    Rule rule =
        (g, needed) -> {
          Value sum = Reductions.sum(g, true, others);
          Value along = Reductions.sum(Arithmetic.multiply(g, centred), true, others);
          Value gains = Shaping.reshape(Arithmetic.divide(along, deviation), channels);
          Value[] gradients = {null, gains, Shaping.reshape(sum, channels)};
          if (needed[0]) {
            // factor · (g − mean(g) − centred · mean(g · centred) / deviation²)
            Value slope = Arithmetic.divide(along, Arithmetic.shift(variance, epsilon));
            Value flat = Arithmetic.subtract(g, Arithmetic.scale(sum, 1 / count));
            Value tilt = Arithmetic.multiply(centred, Arithmetic.scale(slope, 1 / count));
            gradients[0] = Arithmetic.multiply(Arithmetic.subtract(flat, tilt), factor);
          }
          return gradients;
        };
    x.graph().derive(result, rule, x, gain, offset);
    return new Batch(result, Shaping.reshape(mean, channels), Shaping.reshape(variance, channels));
  }
}
