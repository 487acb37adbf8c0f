package dev.attune.objectives;

import static dev.attune.graph.operation.Arithmetic.divide;
import static dev.attune.graph.operation.Arithmetic.multiply;
import static dev.attune.graph.operation.Arithmetic.scale;
import static dev.attune.graph.operation.Arithmetic.shift;
import static dev.attune.graph.operation.Arithmetic.sqrt;
import static dev.attune.graph.operation.Arithmetic.square;
import static dev.attune.graph.operation.Arithmetic.subtract;
import static dev.attune.graph.operation.Products.matmul;

import dev.attune.graph.Value;
import dev.attune.graph.operation.Reductions;

/**
 * Barlow Twins (arXiv:2103.03230): the correlation matrix of the two views' columns is drawn to the
 * identity.
 *
 * <p>Columns are standardised by their biased variance plus 1e-5, as the authors' batch norm does.
 *
 * <pre>{@code
 * Value loss = new BarlowTwins(0.005).loss(firstViews, secondViews);
 * }</pre>
 *
 * @param lambda weight of the squares off the diagonal
 */
public record BarlowTwins(double lambda) implements Objective {
  private static final double EPSILON = 1e-5;

  public BarlowTwins {
    Check.notNegative("lambda", lambda);
  }

  /** The paper's 0.005. */
  public static BarlowTwins defaults() {
    return new BarlowTwins(0.005);
  }

  @Override
  public String name() {
    return "barlow_twins";
  }

  /**
   * {@inheritDoc}
   *
   * @throws dev.attune.graph.ShapeException also for one row, which has no variance
   */
  @Override
  public Value loss(Value left, Value right) {
    PairedRows rows = PairedRows.of(name(), left, right, 2);
    long n = rows.count();
    Value leftCentred = centred(left);
    Value rightCentred = centred(right);
    Value covariance = scale(matmul(leftCentred, rightCentred, true, false), 1.0 / n); // [d, d]
    // Dividing the products by those of the deviations spares a broadcast division over the batch.
    Value deviations = matmul(deviation(leftCentred), deviation(rightCentred), true, false);
    Value correlation = divide(covariance, deviations);
    long d = left.size(1);
    Value target = PairedRows.square(correlation, d, 1, 0);
    Value weights = PairedRows.square(correlation, d, 1, lambda);
    Value misses = multiply(square(subtract(correlation, target)), weights);
    return Partners.total(misses);
  }

  private static Value centred(Value rows) {
    return subtract(rows, Reductions.mean(rows, true, 0));
  }

  private static Value deviation(Value centred) {
    return sqrt(shift(Reductions.mean(square(centred), true, 0), EPSILON)); // [1, d]
  }
}
