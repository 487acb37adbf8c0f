package dev.attune.graph.layer;

import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * Pre-norm blocks and a last layer norm: what the transformer towers share. Parameters {@code
 * blocks.0 …} and {@code norm}.
 *
 * @param depth number of blocks
 * @param heads of attention; divides the width
 * @param dropout probability, in each branch of a block
 * @param stochasticDepth probability that an item skips a branch of the last block; earlier blocks
 *     skip less, in proportion to their number (arXiv:1603.09382)
 */
public record Transformer(int depth, int heads, double dropout, double stochasticDepth) {

  public Transformer {
    Require.positive("depth", depth);
  }

  /**
   * What stands behind each block, [rows, tokens, width]; the last is normed.
   *
   * @param x [rows, tokens, width]
   */
  public List<Value> layers(Graph g, Value x, AttentionMask mask) {
    List<Value> layers = new ArrayList<>();
    Value y = x;
    for (int block = 0; block < depth; block++) {
      double skipped = stochasticDepth * (block + 1) / depth;
      y = new TransformerBlock(heads, dropout, skipped).apply(g.at("blocks", block), y, mask);
      layers.add(y);
    }
    layers.set(depth - 1, LayerNorm.standard().apply(g.at("norm"), y));
    return layers;
  }
}
