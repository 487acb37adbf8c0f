package dev.attune.objectives;

import static dev.attune.graph.operation.Arithmetic.exp;
import static dev.attune.graph.operation.Arithmetic.scale;
import static dev.attune.graph.operation.Arithmetic.subtract;

import dev.attune.graph.Value;
import dev.attune.graph.layer.CrossEntropy;
import dev.attune.graph.operation.Gradients;

/**
 * SwAV (arXiv:2006.09882): one view's scores against k prototypes predict to which of them the
 * other view is assigned, where the assignments of a batch use all prototypes alike.
 *
 * <pre>{@code
 * Swav swav = Swav.defaults();
 * Value one = swav.loss(firstScores, swav.assignments(secondScores));
 * Value other = swav.loss(secondScores, swav.assignments(firstScores));
 * }</pre>
 *
 * @param temperature divides the scores in the prediction
 * @param epsilon divides the scores in the assignment; lower is closer to one prototype a row
 * @param iterations of Sinkhorn-Knopp
 */
public record Swav(double temperature, double epsilon, int iterations) {

  public Swav {
    Check.positive("temperature", temperature);
    Check.positive("epsilon", epsilon);
    Check.atLeast("iterations", iterations, 1);
  }

  /** The paper's temperature 0.1, ε 0.05 and three iterations. */
  public static Swav defaults() {
    return new Swav(0.1, 0.05, 3);
  }

  /**
   * Distributions over the prototypes by Sinkhorn-Knopp. Each row sums to 1; the more iterations,
   * the closer each column sums to n / k. No gradient passes.
   *
   * @param scores [n, k], cosines of rows and prototypes
   * @return [n, k]
   * @throws dev.attune.graph.ShapeException if the scores are no matrix
   */
  public Value assignments(Value scores) {
    Check.shapes(Check.matrix(scores), "swav", "scores [n, k]", scores);
    // In logarithms, each sum taken relative to its largest term: whole columns may lie so far
    // below the rest that their exponentials are 0. Factors common to all columns or all rows
    // cancel in the step after, and rows come last.
    Value logarithms = scale(Gradients.stop(scores), 1 / epsilon);
    for (int i = 0; i < iterations; i++) {
      logarithms = subtract(logarithms, Partners.logSumExp(logarithms, 0));
      logarithms = subtract(logarithms, Partners.logSumExp(logarithms, 1));
    }
    return exp(logarithms);
  }

  /**
   * The mean cross entropy over the rows, in nats; ln k where the scores are all alike.
   *
   * @param scores of one view, [n, k]
   * @param assignments of the other view, [n, k]; get no gradient
   * @return a scalar
   * @throws dev.attune.graph.ShapeException if the shapes are others
   */
  public Value loss(Value scores, Value assignments) {
    Check.shapes(
        Check.matrix(scores) && assignments.hasShape(scores.shape()),
        "swav",
        "scores [n, k] and assignments [n, k]",
        scores,
        assignments);
    return CrossEntropy.mean(scale(scores, 1 / temperature), Gradients.stop(assignments));
  }
}
