package dev.attune.objectives;

import static dev.attune.graph.operation.Arithmetic.multiply;
import static dev.attune.graph.operation.Arithmetic.scale;

import dev.attune.graph.Value;
import dev.attune.graph.operation.Gradients;

/**
 * SimSiam (arXiv:2011.10566), one direction: the negative cosine of the prediction with the other
 * view's projection, averaged over the batch. The paper averages it with the direction in which the
 * views are exchanged; so does a caller.
 *
 * <pre>{@code
 * Value loss = new SimSiam().loss(prediction, projectionOfTheOtherView);
 * }</pre>
 */
public record SimSiam() implements Objective {

  @Override
  public String name() {
    return "simsiam";
  }

  @Override
  public boolean fallsBelowZero() {
    return true;
  }

  /**
   * {@inheritDoc}
   *
   * @param left the prediction, [n, d]
   * @param right the other view's projection, [n, d]; gets no gradient
   */
  @Override
  public Value loss(Value left, Value right) {
    return scale(meanCosine(PairedRows.of(name(), left, right, 1)), -1);
  }

  /** Mean cosine of partners, the right side held fixed. */
  static Value meanCosine(PairedRows rows) {
    Value prediction = PairedRows.unit(rows.left());
    Value target = Gradients.stop(PairedRows.unit(rows.right()));
    Value sum = Partners.total(multiply(prediction, target));
    return scale(sum, 1.0 / rows.count());
  }
}
