package dev.attune.graph.layer;

import dev.attune.graph.Graph;
import dev.attune.graph.Initializer;
import dev.attune.graph.Value;

/**
 * Maps a tower's features into the shared space: a linear map {@code linear} without a bias as in
 * CLIP (arXiv:2103.00020), or an MLP as in SimCLR (arXiv:2002.05709).
 *
 * @param width of the space
 * @param hidden width of the hidden layer; 0 for a linear map
 * @param activation of the hidden layer
 */
public record ProjectionHead(long width, long hidden, Activation activation) {

  public ProjectionHead {
    Require.positive("width", width);
    if (hidden < 0) {
      throw new IllegalArgumentException("hidden: expected at least 0, found " + hidden);
    }
  }

  /** A linear map. */
  public static ProjectionHead linear(long width) {
    return new ProjectionHead(width, 0, Activation.NONE);
  }

  /** [rows, in] → [rows, width]. */
  public Value apply(Graph g, Value x) {
    if (hidden > 0) {
      return new Mlp(hidden, width, activation).apply(g, x);
    }
    // CLIP's deviation: features of unit variance keep it.
    Initializer initializer = Initializer.normal(1 / Math.sqrt((double) x.size(-1)));
    return new Linear(width, false, initializer).apply(g.at("linear"), x);
  }
}
