package dev.attune.objectives;

import static dev.attune.graph.operation.Arithmetic.add;
import static dev.attune.graph.operation.Arithmetic.exp;
import static dev.attune.graph.operation.Arithmetic.minimum;
import static dev.attune.graph.operation.Arithmetic.subtract;

import dev.attune.graph.Graph;
import dev.attune.graph.Initializer;
import dev.attune.graph.Parameter;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Gradients;

/** The scalars that contrastive objectives learn. */
final class LearntScalar {

  private LearntScalar() {}

  /** The multiplier e^{@code logit_scale}. */
  static Value scale(Graph graph, double initial) {
    return exp(logarithm(graph, initial));
  }

  /**
   * The multiplier, at most {@code maximum}. Above it the value is the maximum and the gradient
   * that of the value at the maximum: a gradient of zero would hold the parameter there for good.
   */
  static Value scale(Graph graph, double initial, double maximum) {
    Value logarithm = logarithm(graph, initial);
    Value excess = Gradients.stop(subtract(minimum(logarithm, Math.log(maximum)), logarithm));
    return exp(add(logarithm, excess));
  }

  private static Value logarithm(Graph graph, double initial) {
    return graph.parameter(
        "logit_scale", Parameter.Role.SCALE, Initializer.constant(Math.log(initial)));
  }

  /** The {@code logit_bias}. */
  static Value bias(Graph graph, double initial) {
    return graph.parameter("logit_bias", Parameter.Role.SCALE, Initializer.constant(initial));
  }
}
