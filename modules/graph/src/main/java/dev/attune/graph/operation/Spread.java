package dev.attune.graph.operation;

import dev.attune.graph.Value;
import java.util.stream.IntStream;

/** Broadcasting and its adjoint. */
final class Spread {

  private Spread() {}

  /** Sums a gradient over the axes along which {@code input} was broadcast. */
  static Value gather(Value gradient, Value input) {
    if (gradient.hasShape(input.shape())) {
      return gradient;
    }
    int added = gradient.rank() - input.rank();
    int[] axes =
        IntStream.range(0, gradient.rank())
            .filter(i -> i < added || (input.size(i - added) == 1 && gradient.size(i) != 1))
            .toArray();
    Value sum = axes.length == 0 ? gradient : Reductions.sum(gradient, true, axes);
    return Shaping.reshape(sum, input.shape());
  }

  /** Repeats a value along its axes of size 1 until it has this shape, of the same rank. */
  static Value to(Value value, long... shape) {
    if (value.hasShape(shape)) {
      return value;
    }
    long[] repeats = new long[shape.length];
    for (int i = 0; i < shape.length; i++) {
      repeats[i] = shape[i] / value.size(i);
    }
    Value result = Call.of("tile", value).integers(repeats).gives(shape);
    return result.graph().derive(result, Rules.of(g -> gather(g, value)), value);
  }
}
