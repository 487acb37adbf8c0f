package dev.attune.objectives;

import static dev.attune.graph.operation.Arithmetic.add;
import static dev.attune.graph.operation.Arithmetic.divide;
import static dev.attune.graph.operation.Arithmetic.exp;
import static dev.attune.graph.operation.Arithmetic.log;
import static dev.attune.graph.operation.Arithmetic.maximum;
import static dev.attune.graph.operation.Arithmetic.multiply;
import static dev.attune.graph.operation.Arithmetic.negate;
import static dev.attune.graph.operation.Arithmetic.scale;
import static dev.attune.graph.operation.Arithmetic.subtract;

import dev.attune.graph.Value;
import dev.attune.graph.operation.Reductions;
import dev.attune.graph.operation.Shaping;

/**
 * Finding partners among candidates by cross entropy.
 *
 * <p>ND4J's {@code log_softmax} takes the logarithm of exponentials that may have underflowed, and
 * is infinite for a candidate 88 below the best in float; everything here is shifted by the best
 * candidate first.
 */
final class Partners {

  /**
   * Exponentials of logits less the highest of their group.
   *
   * @param highest one a group
   * @param exponentials of the logits' shape
   * @param sum one a group
   */
  private record Shifted(Value highest, Value exponentials, Value sum) {

    static Shifted of(Value logits, int axis) {
      Value highest = Reductions.max(logits, true, axis);
      Value exponentials = exp(subtract(logits, highest));
      return new Shifted(highest, exponentials, Reductions.sum(exponentials, true, axis));
    }

    /** Gradient of the logarithm of the sum with respect to the logits: a softmax. */
    Value softmax(Value upstream) {
      return multiply(exponentials, divide(upstream, sum));
    }
  }

  private Partners() {}

  /**
   * Mean over both directions of −logit of the partner + log Σ exp(logit of each candidate).
   *
   * @param logits [n, n], row i's partner in column i
   * @param candidates [n, n], the logits with those that do not count lowered out of sight
   * @return a scalar
   */
  static Value bothWays(Value logits, Value candidates) {
    long n = logits.size(0);
    Value positives = Shaping.diagonal(logits);
    Value rows = crossEntropy(candidates, Shaping.reshape(positives, n, 1), 1);
    Value columns = crossEntropy(candidates, Shaping.reshape(positives, 1, n), 0);
    return scale(add(total(rows), total(columns)), 0.5 / n);
  }

  /**
   * −positive + log Σ exp(candidate), along an axis.
   *
   * @param positives of the candidates' shape with size 1 at the axis
   * @return of the positives' shape
   */
  static Value crossEntropy(Value candidates, Value positives, int axis) {
    Shifted shifted = Shifted.of(candidates, axis);
    // The difference first: it is exactly 0 where the partner is the best candidate.
    Value result = add(log(shifted.sum()), subtract(shifted.highest(), positives));
    return result
        .graph()
        .derive(
            result,
            (upstream, needed) -> new Value[] {shifted.softmax(upstream), negate(upstream)},
            candidates,
            positives);
  }

  /** log Σ exp(v) along an axis, which stays with size 1. */
  static Value logSumExp(Value v, int axis) {
    Shifted shifted = Shifted.of(v, axis);
    Value result = add(log(shifted.sum()), shifted.highest());
    return result
        .graph()
        .derive(result, (upstream, needed) -> new Value[] {shifted.softmax(upstream)}, v);
  }

  /** Sum of all elements, a scalar. */
  static Value total(Value v) {
    return Reductions.sum(v, false);
  }

  /**
   * The mean over what counts; 0 if nothing does.
   *
   * @param each any shape
   * @param weights of the same shape, 1 for what counts, else 0
   * @return a scalar
   */
  static Value meanOfCounting(Value each, Value weights) {
    return divide(total(multiply(each, weights)), maximum(total(weights), 1));
  }
}
