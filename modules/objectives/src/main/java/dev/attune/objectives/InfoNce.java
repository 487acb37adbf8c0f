package dev.attune.objectives;

import dev.attune.graph.Value;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * InfoNCE (arXiv:1807.03748) within a batch, averaged over both directions: the other side's rows
 * are the negatives.
 *
 * <pre>{@code
 * Value loss = new InfoNce(0.07, true).loss(views, otherViews);
 * }</pre>
 *
 * @param temperature divides the cosines
 * @param normalize whether rows are L2-normalised first
 */
public record InfoNce(double temperature, boolean normalize) implements Objective {

  public InfoNce {
    Check.positive("temperature", temperature);
  }

  /** The temperature of instance discrimination and MoCo (arXiv:1911.05722), 0.07. */
  public static InfoNce defaults() {
    return new InfoNce(0.07, true);
  }

  @Override
  public String name() {
    return "info_nce";
  }

  @Override
  public OptionalDouble collapsed(long rows) {
    return OptionalDouble.of(Math.log((double) rows));
  }

  /**
   * {@inheritDoc}
   *
   * @throws dev.attune.graph.ShapeException also for one row, which has no negatives
   */
  @Override
  public Value loss(Value left, Value right) {
    PairedRows rows = PairedRows.of(name(), left, right, 2).unitIf(normalize);
    return Clip.loss(rows, left.graph().constant(1 / temperature), Optional.empty());
  }
}
