package dev.attune.graph.operation;

import static dev.attune.graph.operation.Arithmetic.abs;
import static dev.attune.graph.operation.Arithmetic.add;
import static dev.attune.graph.operation.Arithmetic.exp;
import static dev.attune.graph.operation.Arithmetic.log;
import static dev.attune.graph.operation.Arithmetic.multiply;
import static dev.attune.graph.operation.Arithmetic.negate;
import static dev.attune.graph.operation.Arithmetic.scale;
import static dev.attune.graph.operation.Arithmetic.square;
import static dev.attune.graph.operation.Arithmetic.subtract;

import dev.attune.graph.Composite;
import dev.attune.graph.Composite.Kind;
import dev.attune.graph.ShapeException;
import dev.attune.graph.Value;
import java.util.List;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erfc;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log1p;

/** Elementwise nonlinearities, and softmax over the last axis. */
public final class Activations {

  private Activations() {}

  /** max(v, 0). */
  public static Value relu(Value v) {
    Value result = Call.of("relu", v).reals(0).gives(v.shape());
    Composite forward = stated(Kind.RELU, v, result);
    // Two passes of plain arithmetic take a third of relu_bp's time.
    return v.graph()
        .derive(
            result,
            Rules.of(
                g ->
                    passedBack(
                        forward,
                        Kind.RELU_BACKWARD,
                        List.of(g, result),
                        multiply(g, Arithmetic.step(result)))),
            v);
  }

  /** v · Φ(v) with the normal distribution function Φ, by erf (arXiv:1606.08415). */
  public static Value gelu(Value v) {
    // With u = −v/√2: Φ(v) = erfc(u)/2, one pass less than by erf and exact in the left tail.
    Value u = scale(v, -Math.sqrt(0.5));
    Value tail = Call.elementwise(u, (graph, x) -> new Erfc(graph, x));
    Value result = scale(multiply(u, tail), -Math.sqrt(0.5));
    Composite forward = stated(Kind.GELU, v, result);
    return v.graph()
        .derive(
            result,
            Rules.of(
                g -> {
                  // Φ + vφ = (erfc(u) − 2u·exp(−u²)/√π) / 2
                  Value density = multiply(u, exp(negate(square(u))));
                  Value slope = add(tail, scale(density, -2 / Math.sqrt(Math.PI)));
                  Value gradient = scale(multiply(g, slope), 0.5);
                  return passedBack(forward, Kind.GELU_BACKWARD, List.of(g, v), gradient);
                }),
            v);
  }

  /** 1 / (1 + e^−v). */
  public static Value sigmoid(Value v) {
    return withNativeGradient("sigmoid", "sigmoid_bp", v);
  }

  /** Hyperbolic tangent. */
  public static Value tanh(Value v) {
    return withNativeGradient("tanh", "tanh_bp", v);
  }

  private static Value withNativeGradient(String name, String backward, Value v) {
    Value result = Call.of(name, v).gives(v.shape());
    return v.graph().derive(result, Rules.of(g -> Call.of(backward, v, g).gives(v.shape())), v);
  }

  /** log(1 + e^v), without overflow at either end. */
  public static Value softplus(Value v) {
    Value small = Call.elementwise(exp(negate(abs(v))), (graph, x) -> new Log1p(graph, x));
    Value result = add(relu(v), small);
    return v.graph().derive(result, Rules.of(g -> multiply(g, sigmoid(v))), v);
  }

  /** log(1 / (1 + e^−v)), without overflow at either end. */
  public static Value logSigmoid(Value v) {
    return negate(softplus(negate(v)));
  }

  /**
   * e^v over its sum, along the last axis. Shifted by the largest element, since libnd4j's own
   * kernel gives NaN for a row of numbers that all lie far below 0.
   */
  public static Value softmax(Value v) {
    Value shifted = shifted(v);
    Value result = Call.of("softmax", shifted).integers(v.rank() - 1).gives(v.shape());
    Composite forward = stated(Kind.SOFTMAX, v, result);
    return v.graph()
        .derive(
            result,
            Rules.of(
                g -> {
                  Value mean = Reductions.sum(multiply(g, result), true, -1);
                  Value gradient = multiply(result, subtract(g, mean));
                  return passedBack(forward, Kind.SOFTMAX_BACKWARD, List.of(g, result), gradient);
                }),
            v);
  }

  /**
   * v − log Σ e^v, along the last axis. Written out, since libnd4j's gives −∞ where the softmax
   * underflows.
   */
  public static Value logSoftmax(Value v) {
    Value shifted = shifted(v);
    Value total = log(Reductions.sum(exp(shifted), true, -1));
    Value result = subtract(shifted, total);
    Composite forward = stated(Kind.LOG_SOFTMAX, v, result);
    return v.graph()
        .derive(
            result,
            Rules.of(
                g -> {
                  Value along = multiply(exp(result), Reductions.sum(g, true, -1));
                  Value gradient = subtract(g, along);
                  return passedBack(
                      forward, Kind.LOG_SOFTMAX_BACKWARD, List.of(g, result), gradient);
                }),
            v);
  }

  private static Value shifted(Value v) {
    if (v.rank() == 0) {
      throw new ShapeException("softmax: expected one axis or more, found " + v);
    }
    return subtract(v, Reductions.max(v, true, -1));
  }

  private static Composite stated(Kind kind, Value v, Value result) {
    return v.graph().composite(Composite.forward(kind, 0, List.of(v), result));
  }

  private static Value passedBack(
      Composite forward, Kind kind, List<Value> inputs, Value gradient) {
    gradient.graph().composite(forward.backward(kind, inputs, gradient));
    return gradient;
  }
}
