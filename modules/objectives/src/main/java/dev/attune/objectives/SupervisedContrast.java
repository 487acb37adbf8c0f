package dev.attune.objectives;

import static dev.attune.graph.operation.Arithmetic.add;
import static dev.attune.graph.operation.Arithmetic.divide;
import static dev.attune.graph.operation.Arithmetic.maximum;
import static dev.attune.graph.operation.Arithmetic.minimum;
import static dev.attune.graph.operation.Arithmetic.multiply;
import static dev.attune.graph.operation.Arithmetic.scale;
import static dev.attune.graph.operation.Products.matmul;

import dev.attune.graph.Value;
import dev.attune.graph.operation.Reductions;

/**
 * Supervised contrastive learning (arXiv:2004.11362, L_out): each row has to find all rows of its
 * class among all others; the logarithms of its partners' shares are averaged.
 *
 * <pre>{@code
 * Value loss = new SupervisedContrast(0.1).loss(rows, same);
 * }</pre>
 *
 * @param temperature divides the cosines
 */
public record SupervisedContrast(double temperature) {

  public SupervisedContrast {
    Check.positive("temperature", temperature);
  }

  /** The paper's temperature, 0.1. */
  public static SupervisedContrast defaults() {
    return new SupervisedContrast(0.1);
  }

  /**
   * The mean over the rows that have a partner, in nats; 0 if none has. A row without one is still
   * among the others' candidates. ln(m − 1) where all rows are the same and each has a partner.
   *
   * @param rows [m, d], m at least 2; L2-normalised here
   * @param same [m, m], 1 where two rows are of one class, else 0; the diagonal is not looked at
   * @return a scalar
   * @throws dev.attune.graph.ShapeException if the shapes are others
   */
  public Value loss(Value rows, Value same) {
    Check.shapes(
        Check.matrix(rows) && rows.size(0) > 1 && same.hasShape(rows.size(0), rows.size(0)),
        "supervised contrast",
        "at least 2 rows [m, d] and marks [m, m]",
        rows,
        same);
    long m = rows.size(0);
    Value unit = PairedRows.unit(rows);
    Value logits = scale(matmul(unit, unit, false, true), 1 / temperature); // [m, m]
    Value others = add(logits, PairedRows.square(logits, m, PairedRows.NEVER, 0));
    Value partners = multiply(same, PairedRows.square(logits, m, 0, 1));
    Value counts = Reductions.sum(partners, true, 1); // [m, 1]
    Value sums = Reductions.sum(multiply(logits, partners), true, 1);
    // The mean of −positive + log Σ over partners: only the first term differs between them.
    Value each = Partners.crossEntropy(others, divide(sums, maximum(counts, 1)), 1);
    return Partners.meanOfCounting(each, minimum(counts, 1));
  }
}
