package dev.attune.objectives;

import static dev.attune.graph.operation.Arithmetic.add;
import static dev.attune.graph.operation.Arithmetic.multiply;
import static dev.attune.graph.operation.Arithmetic.scale;
import static dev.attune.graph.operation.Products.matmul;

import dev.attune.graph.Value;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * CLIP (arXiv:2103.00020): the cross entropy of finding each row's partner among all rows of the
 * other side, averaged over both directions.
 *
 * <pre>{@code
 * Value loss = new Clip(1 / 0.07, true).loss(imageRows, textRows);
 * }</pre>
 *
 * @param logitScale multiplies the cosines; the reciprocal of a temperature
 * @param normalize whether rows are L2-normalised first
 */
public record Clip(double logitScale, boolean normalize) implements Objective {

  public Clip {
    Check.positive("logit_scale", logitScale);
  }

  /** The scale at which the paper's training begins, 1/0.07. */
  public static Clip defaults() {
    return new Clip(1 / 0.07, true);
  }

  @Override
  public String name() {
    return "clip";
  }

  @Override
  public OptionalDouble collapsed(long rows) {
    return OptionalDouble.of(Math.log((double) rows));
  }

  /**
   * {@inheritDoc}
   *
   * @throws dev.attune.graph.ShapeException also for one row, which has no negatives: its loss is 0
   *     whatever it holds
   */
  @Override
  public Value loss(Value left, Value right) {
    PairedRows rows = PairedRows.of(name(), left, right, 2).unitIf(normalize);
    return loss(rows, left.graph().constant(logitScale), Optional.empty());
  }

  /**
   * The loss of rows as they are.
   *
   * @param logitScale a scalar
   * @param excluded [n, n], 1 for pairs left out of the denominators; 0 on the diagonal
   */
  static Value loss(PairedRows rows, Value logitScale, Optional<Value> excluded) {
    Value logits = matmul(multiply(rows.left(), logitScale), rows.right(), false, true); // [n, n]
    Value candidates =
        excluded.map(pairs -> add(logits, scale(pairs, PairedRows.NEVER))).orElse(logits);
    return Partners.bothWays(logits, candidates);
  }
}
