package dev.attune.graph.layer;

import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;

/**
 * Pre-norm transformer block (arXiv:2002.04745): attention, then a 4× MLP with GELU, each behind a
 * layer norm and beside a residual path.
 *
 * @param heads divides the width
 * @param dropout probability, on what each branch gives
 * @param stochasticDepth probability that an item skips a branch
 */
public record TransformerBlock(int heads, double dropout, double stochasticDepth) {

  public TransformerBlock {
    Require.positive("heads", heads);
    Require.probability("dropout", dropout);
    Require.probability("stochasticDepth", stochasticDepth);
  }

  /** [rows, tokens, width] → [rows, tokens, width]. */
  public Value apply(Graph g, Value x, AttentionMask mask) {
    Graph attention = g.at("attention");
    Value normed = LayerNorm.standard().apply(g.at("attention_norm"), x);
    Value attended = new MultiHeadAttention(heads).apply(attention, normed, mask);
    Value middle = Arithmetic.add(x, branch(attention, attended));
    Graph mlp = g.at("mlp");
    Value again = LayerNorm.standard().apply(g.at("mlp_norm"), middle);
    Value mixed = Mlp.of(x.size(-1)).apply(mlp, again);
    return Arithmetic.add(middle, branch(mlp, mixed));
  }

  private Value branch(Graph g, Value value) {
    return new StochasticDepth(stochasticDepth).apply(g, new Dropout(dropout).apply(g, value));
  }
}
