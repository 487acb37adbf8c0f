package dev.attune.objectives;

import static dev.attune.graph.operation.Arithmetic.scale;
import static dev.attune.graph.operation.Arithmetic.shift;

import dev.attune.graph.Value;

/**
 * BYOL (arXiv:2006.07733), one direction: the squared distance of unit rows, 2 − 2·cos, averaged
 * over the batch. The paper adds the direction with the views exchanged; so does a caller.
 *
 * <pre>{@code
 * Value loss = new Byol().loss(prediction, movingAverageProjection);
 * }</pre>
 */
public record Byol() implements Objective {

  @Override
  public String name() {
    return "byol";
  }

  /**
   * {@inheritDoc}
   *
   * @param left the online network's prediction, [n, d]
   * @param right the target network's projection, [n, d]; gets no gradient
   */
  @Override
  public Value loss(Value left, Value right) {
    return shift(scale(SimSiam.meanCosine(PairedRows.of(name(), left, right, 1)), -2), 2);
  }
}
