package dev.attune.objectives;

import static dev.attune.graph.operation.Arithmetic.add;
import static dev.attune.graph.operation.Arithmetic.scale;
import static dev.attune.graph.operation.Arithmetic.shift;
import static dev.attune.graph.operation.Arithmetic.square;
import static dev.attune.graph.operation.Arithmetic.subtract;
import static dev.attune.graph.operation.Products.matmul;

import dev.attune.graph.Value;
import dev.attune.graph.operation.Reductions;
import dev.attune.graph.operation.Shaping;

/**
 * Alignment plus uniformity (arXiv:2005.10242): the mean squared distance of partners, plus the
 * mean over the two sides of the logarithm of the mean of exp(−2·squared distance) over the pairs i
 * &lt; j of one side.
 *
 * <pre>{@code
 * Value loss = new AlignmentUniformity(true).loss(firstViews, secondViews);
 * }</pre>
 *
 * @param normalize whether rows are L2-normalised first, as the paper's definitions ask
 */
public record AlignmentUniformity(boolean normalize) implements Objective {

  /** On the unit sphere, with the paper's exponents 2 and 2 and equal weights. */
  public static AlignmentUniformity defaults() {
    return new AlignmentUniformity(true);
  }

  @Override
  public String name() {
    return "alignment_uniformity";
  }

  @Override
  public boolean fallsBelowZero() {
    return true;
  }

  /**
   * {@inheritDoc}
   *
   * @throws dev.attune.graph.ShapeException also for one row, which has no pair i &lt; j
   */
  @Override
  public Value loss(Value left, Value right) {
    PairedRows rows = PairedRows.of(name(), left, right, 2).unitIf(normalize);
    Value differences = square(subtract(rows.left(), rows.right()));
    Value alignment = scale(Partners.total(differences), 1.0 / rows.count());
    Value uniformities = add(uniformity(rows.left()), uniformity(rows.right()));
    return add(alignment, scale(uniformities, 0.5));
  }

  private static Value uniformity(Value rows) {
    long n = rows.size(0);
    Value lengths = Reductions.sum(square(rows), true, 1); // [n, 1]
    Value sums = add(lengths, Shaping.transpose(lengths)); // [n, n]
    Value distances = subtract(sums, scale(matmul(rows, rows, false, true), 2));
    Value exponents = add(scale(distances, -2), PairedRows.square(rows, n, PairedRows.NEVER, 0));
    // All ordered pairs: each unordered one twice, which the mean takes out again.
    Value total = Partners.logSumExp(Shaping.reshape(exponents, n * n), 0); // [1]
    return shift(Partners.total(total), -Math.log((double) n * (n - 1)));
  }
}
