package dev.attune.graph.operation;

import dev.attune.graph.Value;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ops.BaseOp;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarAdd;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMax;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMin;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMultiplication;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.api.ops.impl.transforms.floating.Sqrt;
import org.nd4j.linalg.api.ops.impl.transforms.same.Abs;
import org.nd4j.linalg.api.ops.impl.transforms.same.Negative;
import org.nd4j.linalg.api.ops.impl.transforms.same.Sign;
import org.nd4j.linalg.api.ops.impl.transforms.same.Square;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log;

/**
 * Elementwise arithmetic. Two values broadcast by numpy's rule: aligned at the last axis, sizes
 * equal or 1.
 */
public final class Arithmetic {

  private Arithmetic() {}

  /** a + b. */
  public static Value add(Value a, Value b) {
    Value sum = Call.of("add", a, b).gives(Shapes.broadcast("add", a, b));
    return sum.graph()
        .derive(sum, Rules.of(g -> Spread.gather(g, a), g -> Spread.gather(g, b)), a, b);
  }

  /** a − b. */
  public static Value subtract(Value a, Value b) {
    Value difference = Call.of("subtract", a, b).gives(Shapes.broadcast("subtract", a, b));
    return difference
        .graph()
        .derive(
            difference, Rules.of(g -> Spread.gather(g, a), g -> negate(Spread.gather(g, b))), a, b);
  }

  /** a · b, element by element. */
  public static Value multiply(Value a, Value b) {
    Value product = Call.of("multiply", a, b).gives(Shapes.broadcast("multiply", a, b));
    return product
        .graph()
        .derive(
            product,
            Rules.of(g -> Spread.gather(multiply(g, b), a), g -> Spread.gather(multiply(g, a), b)),
            a,
            b);
  }

  /** a / b, element by element. */
  public static Value divide(Value a, Value b) {
    Value quotient = Call.of("divide", a, b).gives(Shapes.broadcast("divide", a, b));
    return quotient
        .graph()
        .derive(
            quotient,
            Rules.of(
                g -> Spread.gather(divide(g, b), a),
                g -> negate(divide(Spread.gather(multiply(g, quotient), b), b))),
            a,
            b);
  }

  /** v times a fixed factor. */
  public static Value scale(Value v, double factor) {
    return unary(
        v,
        (graph, x) -> new ScalarMultiplication(graph, x, factor),
        result -> g -> scale(g, factor));
  }

  /** v plus a fixed offset. */
  public static Value shift(Value v, double offset) {
    return unary(v, (graph, x) -> new ScalarAdd(graph, x, offset, false), result -> g -> g);
  }

  /** −v. */
  public static Value negate(Value v) {
    return unary(v, (graph, x) -> new Negative(graph, x), result -> Arithmetic::negate);
  }

  /** v². */
  public static Value square(Value v) {
    return unary(v, (graph, x) -> new Square(graph, x), result -> g -> multiply(g, scale(v, 2)));
  }

  /** √v; its gradient is infinite at 0, so add an epsilon before. */
  public static Value sqrt(Value v) {
    return unary(v, (graph, x) -> new Sqrt(graph, x), result -> g -> scale(divide(g, result), 0.5));
  }

  /** e to the v. */
  public static Value exp(Value v) {
    return unary(v, (graph, x) -> new Exp(graph, x), result -> g -> multiply(g, result));
  }

  /** Natural logarithm. */
  public static Value log(Value v) {
    return unary(v, (graph, x) -> new Log(graph, x), result -> g -> divide(g, v));
  }

  /** |v|, with gradient 0 at 0. */
  public static Value abs(Value v) {
    return unary(
        v,
        (graph, x) -> new Abs(graph, x),
        result -> g -> multiply(g, Call.elementwise(v, (graph, x) -> new Sign(graph, x))));
  }

  /**
   * v, held within [minimum, maximum]. The gradient passes within the bounds and at them, and is 0
   * outside.
   */
  public static Value clamp(Value v, double minimum, double maximum) {
    if (!(minimum <= maximum)) {
      throw new IllegalArgumentException(
          "expected minimum <= maximum, found " + minimum + " and " + maximum);
    }
    return minimum(maximum(v, minimum), maximum);
  }

  /** The larger of v and a fixed bound; the gradient passes where v is at least the bound. */
  public static Value maximum(Value v, double bound) {
    return unary(
        v,
        (graph, x) -> new ScalarMax(graph, x, bound),
        result -> g -> subtract(g, whereBelow(v, bound, g)));
  }

  /** The smaller of v and a fixed bound; the gradient passes where v is at most the bound. */
  public static Value minimum(Value v, double bound) {
    return unary(
        v,
        (graph, x) -> new ScalarMin(graph, x, bound),
        result -> g -> subtract(g, whereBelow(negate(v), -bound, g)));
  }

  /** {@code g} where v is below the bound, else 0. */
  private static Value whereBelow(Value v, double bound, Value g) {
    return multiply(g, step(shift(negate(v), bound)));
  }

  /** 1 where v is above 0, else 0. */
  static Value step(Value v) {
    return Call.elementwise(v, (graph, x) -> new Step(graph, x, 0));
  }

  /** One elementwise operation, with its gradient as a function of its result. */
  static Value unary(
      Value v,
      BiFunction<SameDiff, SDVariable, BaseOp> operation,
      Function<Value, UnaryOperator<Value>> gradient) {
    Value result = Call.elementwise(v, operation);
    return v.graph().derive(result, Rules.of(gradient.apply(result)), v);
  }
}
