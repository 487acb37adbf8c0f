package dev.attune.graph.layer;

import dev.attune.graph.Graph;
import dev.attune.graph.Value;

/**
 * Two linear layers {@code in} and {@code out} with a nonlinearity between.
 *
 * @param hidden width between the two
 * @param width of the result
 * @param activation between the two
 */
public record Mlp(long hidden, long width, Activation activation) {

  public Mlp {
    Require.positive("hidden", hidden);
    Require.positive("width", width);
  }

  /** A transformer's: four times as wide inside, with GELU. */
  public static Mlp of(long width) {
    return new Mlp(4 * width, width, Activation.GELU);
  }

  /** [… , in] → [… , width]. */
  public Value apply(Graph g, Value x) {
    Value inner = activation.apply(Linear.of(hidden).apply(g.at("in"), x));
    return Linear.of(width).apply(g.at("out"), inner);
  }
}
