package dev.attune.graph.layer;

import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Shaping;

/**
 * Multi-head self-attention (arXiv:1706.03762); four linear layers {@code query}, {@code key},
 * {@code value} and {@code output}.
 *
 * @param heads divides the width
 */
public record MultiHeadAttention(int heads) {

  public MultiHeadAttention {
    Require.positive("heads", heads);
  }

  /**
   * Applies the layer.
   *
   * @param x [rows, tokens, width]
   * @return [rows, tokens, width]
   */
  public Value apply(Graph g, Value x, AttentionMask mask) {
    Require.rank("multi-head attention", x, 3, "[rows, tokens, width]");
    long width = x.size(2);
    if (width % heads != 0) {
      throw new IllegalArgumentException(
          "heads: expected a divisor of the width " + width + ", found " + heads);
    }
    Linear linear = Linear.of(width);
    Value attended =
        Attention.apply(
            split(linear.apply(g.at("query"), x)),
            split(linear.apply(g.at("key"), x)),
            split(linear.apply(g.at("value"), x)),
            mask);
    Value joined = Shaping.reshape(Shaping.permute(attended, 0, 2, 1, 3), x.shape());
    return linear.apply(g.at("output"), joined);
  }

  private Value split(Value x) {
    Value parts = Shaping.reshape(x, x.size(0), x.size(1), heads, x.size(2) / heads);
    return Shaping.permute(parts, 0, 2, 1, 3); // [rows, heads, tokens, depth]
  }
}
