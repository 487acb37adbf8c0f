package dev.attune.graph.operation;

import dev.attune.graph.ShapeException;
import dev.attune.graph.Value;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Rearrangements of elements. */
public final class Shaping {
  /** How libnd4j's reshape is told to read elements in C order. */
  private static final long C_ORDER = -99;

  private Shaping() {}

  /**
   * The same elements in C order under another shape; no copy.
   *
   * @param shape one size may be −1, and is then worked out
   */
  public static Value reshape(Value v, long... shape) {
    long[] target = completed(v, shape);
    if (v.hasShape(target)) {
      return v;
    }
    Value result = Call.of("reshape", v).integers(C_ORDER).integers(target).gives(target);
    return v.graph().derive(result, Rules.of(g -> reshape(g, v.shape())), v);
  }

  private static long[] completed(Value v, long... shape) {
    long[] target = shape.clone();
    long known = Arrays.stream(target).filter(size -> size != -1).reduce(1, (a, b) -> a * b);
    long open = Arrays.stream(target).filter(size -> size == -1).count();
    boolean fits =
        open == 0 ? known == v.length() : open == 1 && known > 0 && v.length() % known == 0;
    if (!fits) {
      throw new ShapeException("reshape: " + v + " cannot become " + Arrays.toString(shape));
    }
    for (int i = 0; i < target.length; i++) {
      if (target[i] == -1) {
        target[i] = v.length() / known;
      }
    }
    return target;
  }

  /**
   * Axes in another order.
   *
   * @param axes result axis i is the input's axis {@code axes[i]}
   */
  public static Value permute(Value v, int... axes) {
    int[] order = Arrays.stream(axes).map(axis -> Shapes.axis(v, axis)).toArray();
    if (order.length != v.rank() || Arrays.stream(order).distinct().count() != order.length) {
      throw new ShapeException(
          "permute: expected each axis of " + v + " once, found " + Arrays.toString(axes));
    }
    int[] inverse = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      inverse[order[i]] = i;
    }
    Value result =
        Call.of("permute", v)
            .integers(Arrays.stream(order).asLongStream().toArray())
            .gives(Arrays.stream(order).mapToLong(v::size).toArray());
    return v.graph().derive(result, Rules.of(g -> permute(g, inverse)), v);
  }

  /** The last two axes exchanged. */
  public static Value transpose(Value v) {
    if (v.rank() < 2) {
      throw new ShapeException("transpose: expected two axes or more, found " + v);
    }
    int[] order = IntStream.range(0, v.rank()).toArray();
    order[v.rank() - 2] = v.rank() - 1;
    order[v.rank() - 1] = v.rank() - 2;
    return permute(v, order);
  }

  /** Values one after the other along an axis; all other sizes are equal. */
  public static Value concat(int axis, Value... values) {
    Value first = values[0];
    if (values.length == 1) {
      return first;
    }
    int index = Shapes.axis(first, axis);
    long total = 0;
    for (Value value : values) {
      if (value.rank() != first.rank()
          || !Arrays.equals(Shapes.with(value, index, 0), Shapes.with(first, index, 0))) {
        throw new ShapeException("concat on axis " + axis + ": " + first + " and " + value);
      }
      total += value.size(index);
    }
    Value result =
        Call.of("concat", values).integers(index).gives(Shapes.with(first, index, total));
    return result.graph().derive(result, Rules.of(slices(index, values)), values);
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static UnaryOperator<Value>[] slices(int axis, Value... values) {
    UnaryOperator<Value>[] slices = new UnaryOperator[values.length];
    long from = 0;
    for (int i = 0; i < values.length; i++) {
      long start = from;
      long end = from + values[i].size(axis);
      slices[i] = g -> slice(g, axis, start, end);
      from = end;
    }
    return slices;
  }

  /** Elements {@code from} (included) to {@code to} (excluded) of an axis. */
  public static Value slice(Value v, int axis, long from, long to) {
    int index = Shapes.axis(v, axis);
    if (from < 0 || from >= to || to > v.size(index)) {
      throw new ShapeException(
          "slice: expected 0 <= from < to <= "
              + v.size(index)
              + " on axis "
              + axis
              + " of "
              + v
              + ", found ["
              + from
              + ", "
              + to
              + ")");
    }
    if (to - from == v.size(index)) {
      return v;
    }
    long[] begin = new long[v.rank()];
    begin[index] = from;
    long[] shape = Shapes.with(v, index, to - from);
    Value result = Call.of("slice", v).integers(begin).integers(shape).gives(shape);
    return v.graph()
        .derive(
            result,
            Rules.of(
                g -> Call.of("slice_bp", v, g).integers(begin).integers(shape).gives(v.shape())),
            v);
  }

  /** Values of one shape along a new axis. */
  public static Value stack(int axis, Value... values) {
    for (Value value : values) {
      if (!value.hasShape(values[0].shape())) {
        throw new ShapeException("stack: " + values[0] + " and " + value);
      }
    }
    return concat(
        axis, Arrays.stream(values).map(value -> expand(value, axis)).toArray(Value[]::new));
  }

  /** A new axis of size 1 at a place of the result. */
  public static Value expand(Value v, int axis) {
    int index = axis < 0 ? axis + v.rank() + 1 : axis;
    if (index < 0 || index > v.rank()) {
      throw new ShapeException("expand: no place " + axis + " in " + v);
    }
    long[] shape = new long[v.rank() + 1];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = i < index ? v.size(i) : i == index ? 1 : v.size(i - 1);
    }
    return reshape(v, shape);
  }

  /** An axis of size 1 taken out. */
  public static Value squeeze(Value v, int axis) {
    int index = Shapes.axis(v, axis);
    if (v.size(index) != 1) {
      throw new ShapeException("squeeze: expected size 1 on axis " + axis + ", found " + v);
    }
    return reshape(v, Shapes.dropped(v, index));
  }

  /** A value repeated along axes of size 1, and along new leading axes, up to a shape. */
  public static Value broadcastTo(Value v, long... shape) {
    int added = shape.length - v.rank();
    boolean fits = added >= 0;
    for (int i = 0; fits && i < v.rank(); i++) {
      fits = v.size(i) == 1 || v.size(i) == shape[i + added];
    }
    if (!fits) {
      throw new ShapeException("broadcastTo: " + v + " cannot become " + Arrays.toString(shape));
    }
    long[] aligned = new long[shape.length];
    for (int i = 0; i < shape.length; i++) {
      aligned[i] = i < added ? 1 : v.size(i - added);
    }
    return Spread.to(reshape(v, aligned), shape);
  }

  /** The main diagonal of a square matrix: [n, n] → [n]. */
  public static Value diagonal(Value matrix) {
    if (matrix.rank() != 2 || matrix.size(0) != matrix.size(1)) {
      throw new ShapeException("diagonal: expected a square matrix, found " + matrix);
    }
    long n = matrix.size(0);
    Value result = Call.of("diag_part", matrix).gives(n);
    return matrix.graph().derive(result, Rules.of(g -> Call.of("diag", g).gives(n, n)), matrix);
  }
}
