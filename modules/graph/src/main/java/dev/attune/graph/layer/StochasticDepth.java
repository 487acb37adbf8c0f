package dev.attune.graph.layer;

import dev.attune.graph.Draw;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;
import java.util.Arrays;

/**
 * A residual branch left out at random for whole items in training, the others divided by the share
 * that stays (arXiv:1603.09382); nothing in inference.
 *
 * @param probability that an item skips the branch
 */
public record StochasticDepth(double probability) {

  public StochasticDepth {
    Require.probability("stochastic depth", probability);
  }

  /** [rows, …]; the shape stays. */
  public Value apply(Graph g, Value branch) {
    if (probability == 0 || !g.training()) {
      return branch;
    }
    long[] shape = new long[branch.rank()];
    Arrays.fill(shape, 1);
    shape[0] = branch.size(0);
    Value kept = g.draw("depth", Draw.Kind.BERNOULLI, 1 - probability, shape);
    Value factor = Arithmetic.scale(kept, 1 / (1 - probability));
    return Arithmetic.multiply(branch, factor);
  }
}
