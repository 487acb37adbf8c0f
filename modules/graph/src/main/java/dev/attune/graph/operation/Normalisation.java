package dev.attune.graph.operation;

import dev.attune.graph.Composite;
import dev.attune.graph.Composite.Kind;
import dev.attune.graph.Rule;
import dev.attune.graph.ShapeException;
import dev.attune.graph.Value;
import java.util.List;

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
    return v.graph().derive(result, Rules.of(g -> standardised(g, result, deviation, axis)), v);
  }

  /**
   * Layer normalisation over the last axis (arXiv:1607.06450), with one gradient rule for the whole
   * of it.
   *
   * @param v [… , width]
   * @param gain [width]
   * @param offset [width]
   * @param epsilon added to the biased variance
   */
  public static Value byRow(Value v, Value gain, Value offset, double epsilon) {
    long width = v.size(-1);
    requireWidth("layer norm", v, width, gain, offset);
    Value centred = Arithmetic.subtract(v, Reductions.mean(v, true, -1));
    Value variance = Reductions.mean(Arithmetic.square(centred), true, -1);
    Value deviation = Arithmetic.sqrt(Arithmetic.shift(variance, epsilon));
    Value standard = Arithmetic.divide(centred, deviation);
    Value result = Arithmetic.add(Arithmetic.multiply(standard, gain), offset);
    Composite forward =
        v.graph()
            .composite(
                Composite.forward(Kind.LAYER_NORM, epsilon, List.of(v, gain, offset), result));
    Rule rule =
        (g, needed) -> {
          Value[] gradients = new Value[3];
          if (needed[0]) {
            gradients[0] = standardised(Arithmetic.multiply(g, gain), standard, deviation, -1);
          }
          if (needed[1]) {
            gradients[1] = Spread.gather(Arithmetic.multiply(g, standard), gain);
          }
          if (needed[2]) {
            gradients[2] = Spread.gather(g, offset);
          }
          g.graph()
              .composite(
                  forward.backward(Kind.LAYER_NORM_BACKWARD, List.of(g, v, gain), gradients));
          return gradients;
        };
    return v.graph().derive(result, rule, v, gain, offset);
  }

  private static Value standardised(Value g, Value result, Value deviation, int axis) {
    Value along = Reductions.mean(Arithmetic.multiply(g, result), true, axis);
    Value flat = Arithmetic.subtract(g, Reductions.mean(g, true, axis));
    Value across = Arithmetic.subtract(flat, Arithmetic.multiply(result, along));
    return Arithmetic.divide(across, deviation);
  }

  private static void requireWidth(String layer, Value x, long width, Value gain, Value offset) {
    if (!gain.hasShape(width) || !offset.hasShape(width)) {
      throw new ShapeException(
          "%s: expected a gain and offset of [%d] for %s, found %s and %s"
              .formatted(layer, width, x, gain, offset));
    }
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
    requireWidth("batch norm", x, channels, gain, offset);
    int[] others = x.rank() == 2 ? new int[] {0} : new int[] {0, 2, 3};
    Value mean = Reductions.mean(x, true, others);
    Value centred = Arithmetic.subtract(x, mean);
    Value variance = Reductions.mean(Arithmetic.square(centred), true, others);
    Value deviation = Arithmetic.sqrt(Arithmetic.shift(variance, epsilon));
    Value factor = Arithmetic.divide(Shaping.reshape(gain, mean.shape()), deviation);
    Value scaled = Arithmetic.multiply(centred, factor);
    Value result = Arithmetic.add(scaled, Shaping.reshape(offset, mean.shape()));
    Composite forward =
        x.graph()
            .composite(
                Composite.forward(
                    Kind.BATCH_NORM, epsilon, List.of(x, gain, offset), result, mean, variance));
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
          g.graph()
              .composite(
                  forward.backward(Kind.BATCH_NORM_BACKWARD, List.of(g, x, gain), gradients));
          return gradients;
        };
    x.graph().derive(result, rule, x, gain, offset);
    return new Batch(result, Shaping.reshape(mean, channels), Shaping.reshape(variance, channels));
  }
}
