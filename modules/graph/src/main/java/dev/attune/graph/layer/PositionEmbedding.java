package dev.attune.graph.layer;

import dev.attune.graph.Graph;
import dev.attune.graph.Initializer;
import dev.attune.graph.Parameter.Role;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;

/**
 * A learnt vector for each position; parameter {@code positions} [tokens, width].
 *
 * @param initializer of the vectors
 */
public record PositionEmbedding(Initializer initializer) {

  /** Normal with deviation 0.02, cut at two deviations (ViT). */
  public static PositionEmbedding standard() {
    return new PositionEmbedding(Initializer.truncatedNormal(0.02));
  }

  /** Adds them to [rows, tokens, width]; the shape stays. */
  public Value apply(Graph g, Value x) {
    Require.rank("position embedding", x, 3, "[rows, tokens, width]");
    Value positions = g.parameter("positions", Role.EMBEDDING, initializer, x.size(1), x.size(2));
    return Arithmetic.add(x, positions);
  }
}
