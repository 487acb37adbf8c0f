package dev.attune.graph.layer;

import dev.attune.graph.Graph;
import dev.attune.graph.Initializer;
import dev.attune.graph.Parameter.Role;
import dev.attune.graph.ShapeException;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Normalisation;
import dev.attune.graph.operation.Shaping;

/**
 * Batch normalisation (arXiv:1502.03167) of each channel of [n, channels, h, w], or of each column
 * of [n, channels]; parameters {@code gain} and {@code offset}, running averages {@code mean} and
 * {@code variance}, all [channels].
 *
 * @param epsilon added to the variance
 * @param momentum share of the running averages kept at each step
 */
public record BatchNorm(double epsilon, double momentum) {

  public BatchNorm {
    if (!(epsilon > 0)) {
      throw new IllegalArgumentException("epsilon: expected more than 0, found " + epsilon);
    }
    Require.probability("momentum", momentum);
  }

  /** With ε = 1e-5 and momentum 0.9. */
  public static BatchNorm standard() {
    return new BatchNorm(1e-5, 0.9);
  }

  /**
   * Applies the layer; the shape stays. A training graph standardises by the batch's own mean and
   * biased variance, and keeps running averages of the mean and the unbiased variance; an inference
   * graph standardises by the averages.
   *
   * @throws ShapeException if the value has neither two nor four axes, or a training graph gives a
   *     single element a channel
   */
  public Value apply(Graph g, Value x) {
    if (x.rank() != 2 && x.rank() != 4) {
      throw new ShapeException(
          "batch norm: expected [n, channels] or [n, channels, h, w], found " + x);
    }
    long channels = x.size(1);
    Value gain = g.parameter("gain", Role.NORM, Initializer.constant(1), channels);
    Value offset = g.parameter("offset", Role.NORM, Initializer.constant(0), channels);
    return g.training() ? byBatch(g, x, gain, offset) : byAverages(g, x, gain, offset);
  }

  private Value byBatch(Graph g, Value x, Value gain, Value offset) {
    long channels = x.size(1);
    long count = x.length() / channels;
    if (count < 2) {
      throw new ShapeException("batch norm: expected two elements a channel or more, found " + x);
    }
    Normalisation.Batch batch = Normalisation.byChannel(x, gain, offset, epsilon);
    double unbiased = (double) count / (count - 1);
    g.observe("mean", 0, momentum, batch.mean());
    g.observe("variance", 1, momentum, Arithmetic.scale(batch.variance(), unbiased));
    return batch.result();
  }

  private Value byAverages(Graph g, Value x, Value gain, Value offset) {
    long channels = x.size(1);
    Value mean = g.average("mean", 0, channels);
    Value variance = g.average("variance", 1, channels);
    Value deviation = Arithmetic.sqrt(Arithmetic.shift(variance, epsilon));
    Value factor = Arithmetic.divide(gain, deviation);
    Value shift = Arithmetic.subtract(offset, Arithmetic.multiply(mean, factor));
    return Arithmetic.add(Arithmetic.multiply(x, perChannel(factor, x)), perChannel(shift, x));
  }

  private static Value perChannel(Value v, Value x) {
    return x.rank() == 2 ? v : Shaping.reshape(v, 1, v.size(0), 1, 1);
  }
}
