package dev.attune.pretraining.method;

import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Gradients;
import dev.attune.graph.operation.Normalisation;
import dev.attune.graph.operation.Reductions;
import java.util.Map;

/**
 * How much an encoder's vectors differ from one another: the mean deviation of a dimension of the
 * unit rows, times √d. 1 is full spread, 0 is collapse (arXiv:2011.10566, section 4.1).
 */
final class Spread {
  /** The column's name in the metrics. */
  static final String NAME = "spread";

  private Spread() {}

  /**
   * As a reported scalar.
   *
   * @param rows [n, d]
   */
  static Map<String, Value> of(Value rows) {
    Value unit = Normalisation.l2(Gradients.stop(rows), 1e-6);
    Value variance = Reductions.variance(unit, false, 0);
    Value deviation = Arithmetic.sqrt(Arithmetic.shift(variance, 1e-12));
    Value mean = Reductions.mean(deviation, false);
    return Map.of(NAME, Arithmetic.scale(mean, Math.sqrt((double) rows.size(1))));
  }
}
