package dev.attune.graph.operation;

import dev.attune.graph.Value;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.linalg.factory.Nd4j;

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
    Value result = repeated(value, shape);
    return result.graph().derive(result, Rules.of(g -> gather(g, value)), value);
  }

  /**
   * Adds zeros, which broadcasts at the speed of memory where tile takes forty times as long. The
   * zeros span only the missing axes; from a single element in two halves, so that they stay small.
   */
  private static Value repeated(Value value, long... shape) {
    int[] missing =
        IntStream.range(0, shape.length).filter(i -> value.size(i) != shape[i]).toArray();
    boolean halve = value.length() == 1 && missing.length > 1;
    int count = halve ? missing.length / 2 : missing.length;
    long[] zeros = new long[shape.length];
    long[] reached = value.shape();
    Arrays.fill(zeros, 1);
    for (int i = 0; i < count; i++) {
      zeros[missing[i]] = shape[missing[i]];
      reached[missing[i]] = shape[missing[i]];
    }
    Value zero = value.graph().constant(Nd4j.zeros(value.graph().type(), zeros));
    Value spread = Call.of("add", value, zero).gives(reached);
    return halve ? repeated(spread, shape) : spread;
  }
}
