package dev.attune.objectives;

import static dev.attune.graph.operation.Arithmetic.add;
import static dev.attune.graph.operation.Arithmetic.multiply;
import static dev.attune.graph.operation.Arithmetic.scale;
import static dev.attune.graph.operation.Arithmetic.shift;
import static dev.attune.graph.operation.Arithmetic.sqrt;
import static dev.attune.graph.operation.Arithmetic.square;
import static dev.attune.graph.operation.Arithmetic.subtract;
import static dev.attune.graph.operation.Products.matmul;

import dev.attune.graph.Value;
import dev.attune.graph.operation.Activations;
import dev.attune.graph.operation.Reductions;

/**
 * VICReg (arXiv:2105.04906): views agree (invariance), columns keep a deviation of at least one
 * (variance) and do not repeat one another (covariance).
 *
 * <p>The squared difference is averaged over all elements. The hinge is on the unbiased deviation,
 * with 1e-4 under the root, averaged over columns and over the two views. Squared covariances off
 * the diagonal are summed over the views and divided by the width.
 *
 * <pre>{@code
 * Value loss = new VicReg(25, 25, 1).loss(firstViews, secondViews);
 * }</pre>
 *
 * @param invariance weight of the squared difference
 * @param variance weight of the hinge
 * @param covariance weight of the covariances
 */
public record VicReg(double invariance, double variance, double covariance) implements Objective {
  private static final double EPSILON = 1e-4;

  public VicReg {
    Check.notNegative("invariance", invariance);
    Check.notNegative("variance", variance);
    Check.notNegative("covariance", covariance);
  }

  /** The paper's 25, 25 and 1. */
  public static VicReg defaults() {
    return new VicReg(25, 25, 1);
  }

  @Override
  public String name() {
    return "vicreg";
  }

  /**
   * {@inheritDoc}
   *
   * @throws dev.attune.graph.ShapeException also for one row, which has no unbiased variance
   */
  @Override
  public Value loss(Value left, Value right) {
    PairedRows.of(name(), left, right, 2);
    Value difference = Reductions.mean(square(subtract(left, right)), false);
    return add(scale(difference, invariance), add(regularisation(left), regularisation(right)));
  }

  /** One view's share of the variance and covariance terms. */
  private Value regularisation(Value rows) {
    long n = rows.size(0);
    long d = rows.size(1);
    Value centred = subtract(rows, Reductions.mean(rows, true, 0));
    Value variances = scale(Reductions.sum(square(centred), false, 0), 1.0 / (n - 1)); // [d]
    Value lacking = shift(scale(sqrt(shift(variances, EPSILON)), -1), 1);
    Value hinge = Reductions.mean(Activations.relu(lacking), false, 0);
    Value covariances = scale(matmul(centred, centred, true, false), 1.0 / (n - 1)); // [d, d]
    Value outside = multiply(covariances, PairedRows.square(covariances, d, 0, 1));
    Value squares = Partners.total(square(outside));
    return add(scale(hinge, variance / 2), scale(squares, covariance / d));
  }
}
