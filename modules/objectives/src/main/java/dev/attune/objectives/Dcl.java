package dev.attune.objectives;

import static dev.attune.graph.operation.Arithmetic.add;
import static dev.attune.graph.operation.Arithmetic.scale;
import static dev.attune.graph.operation.Products.matmul;

import dev.attune.graph.Value;
import java.util.OptionalDouble;

/**
 * Decoupled contrastive learning (arXiv:2110.06848): InfoNCE in both directions with the positive
 * left out of the denominator, so that easy pairs still teach.
 *
 * <pre>{@code
 * Value loss = new Dcl(0.1, true).loss(views, otherViews);
 * }</pre>
 *
 * @param temperature divides the cosines
 * @param normalize whether rows are L2-normalised first
 */
public record Dcl(double temperature, boolean normalize) implements Objective {

  public Dcl {
    Check.positive("temperature", temperature);
  }

  /** 0.1, SimCLR's temperature on ImageNet (arXiv:2002.05709). */
  public static Dcl defaults() {
    return new Dcl(0.1, true);
  }

  @Override
  public String name() {
    return "dcl";
  }

  @Override
  public boolean fallsBelowZero() {
    return true;
  }

  @Override
  public OptionalDouble collapsed(long rows) {
    return OptionalDouble.of(Math.log(rows - 1.0));
  }

  /**
   * {@inheritDoc}
   *
   * @throws dev.attune.graph.ShapeException also for one row, whose denominator is empty
   */
  @Override
  public Value loss(Value left, Value right) {
    PairedRows rows = PairedRows.of(name(), left, right, 2).unitIf(normalize);
    long n = rows.count();
    Value logits = scale(matmul(rows.left(), rows.right(), false, true), 1 / temperature); // [n, n]
    Value negatives = add(logits, PairedRows.square(logits, n, PairedRows.NEVER, 0));
    return Partners.bothWays(logits, negatives);
  }
}
