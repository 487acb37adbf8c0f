package dev.attune.graph.layer;

import dev.attune.graph.Draw;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;

/**
 * Elements set to 0 at random in training, the others divided by the share that stays (Srivastava
 * et al., 2014); nothing in inference.
 *
 * @param probability of a 0
 */
public record Dropout(double probability) {

  public Dropout {
    Require.probability("dropout", probability);
  }

  /** The shape stays. */
  public Value apply(Graph g, Value x) {
    if (probability == 0 || !g.training()) {
      return x;
    }
    Value kept = g.draw("dropout", Draw.Kind.BERNOULLI, 1 - probability, x.shape());
    return Arithmetic.scale(Arithmetic.multiply(x, kept), 1 / (1 - probability));
  }
}
