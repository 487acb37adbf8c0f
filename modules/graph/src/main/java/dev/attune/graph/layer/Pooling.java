package dev.attune.graph.layer;

import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Products;
import dev.attune.graph.operation.Reductions;
import dev.attune.graph.operation.Shaping;

/** One vector from a row of tokens. */
public final class Pooling {

  private Pooling() {}

  /**
   * Mean over the tokens that the mask keeps; zeros where it keeps none.
   *
   * @param tokens [rows, tokens, width]
   * @param mask [rows, tokens] of 1 and 0
   * @return [rows, width]
   */
  public static Value maskedMean(Value tokens, Value mask) {
    Require.rank("masked mean", tokens, 3, "[rows, tokens, width]");
    Require.shape("masked mean", mask, tokens.size(0), tokens.size(1));
    Value count = Arithmetic.maximum(Reductions.sum(mask, true, 1), 1);
    return weighted(tokens, Arithmetic.divide(mask, count));
  }

  /**
   * The token that a one-hot row points at, such as the last before the padding.
   *
   * @param tokens [rows, tokens, width]
   * @param oneHot [rows, tokens], a single 1 a row
   * @return [rows, width]
   */
  public static Value selected(Value tokens, Value oneHot) {
    Require.rank("selected token", tokens, 3, "[rows, tokens, width]");
    Require.shape("selected token", oneHot, tokens.size(0), tokens.size(1));
    return weighted(tokens, oneHot);
  }

  /** Mean over all tokens: [rows, tokens, width] → [rows, width]. */
  public static Value mean(Value tokens) {
    Require.rank("mean", tokens, 3, "[rows, tokens, width]");
    return Reductions.mean(tokens, false, 1);
  }

  /** Mean over all pixels: [n, channels, h, w] → [n, channels]. */
  public static Value globalAverage(Value images) {
    Require.rank("global average", images, 4, "[n, channels, h, w]");
    return Reductions.mean(images, false, 2, 3);
  }

  private static Value weighted(Value tokens, Value weights) {
    Value row = Shaping.expand(weights, 1); // [rows, 1, tokens]
    return Shaping.squeeze(Products.matmul(row, tokens), 1);
  }
}
