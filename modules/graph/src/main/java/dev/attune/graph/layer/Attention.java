package dev.attune.graph.layer;

import dev.attune.graph.ShapeException;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Activations;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Products;

/** Scaled dot-product attention (arXiv:1706.03762). */
public final class Attention {

  private Attention() {}

  /**
   * softmax(queries · keysᵀ / √depth) · values.
   *
   * @param queries [rows, heads, n, depth]
   * @param keys [rows, heads, m, depth]
   * @param values [rows, heads, m, width]
   * @param mask over [rows, heads, n, m]
   * @return [rows, heads, n, width]
   */
  public static Value apply(Value queries, Value keys, Value values, AttentionMask mask) {
    Require.rank("attention", queries, 4, "queries [rows, heads, n, depth]");
    Value scaled = Arithmetic.scale(queries, 1 / Math.sqrt((double) queries.size(-1)));
    Value scores = Products.matmul(scaled, keys, false, true);
    Value masked = mask.apply(scores);
    if (!masked.hasShape(scores.shape())) {
      throw new ShapeException("attention: the mask widens " + scores + " to " + masked);
    }
    return Products.matmul(Activations.softmax(masked), values);
  }
}
