package dev.attune.graph.layer;

import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Shaping;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Which keys a query may see. Made once for a tower and used by all of its blocks.
 *
 * <p>A query that may see no key gets a finite result that means nothing; the caller leaves it out.
 */
public final class AttentionMask {
  /** Beside it every score vanishes in float32, and sums of a few stay finite. */
  private static final double CLOSED = -1e9;

  private static final AttentionMask OPEN = new AttentionMask(null);

  /** Added to the scores: broadcasts to [rows, heads, queries, keys]; null if all is open. */
  private final Value bias;

  private AttentionMask(Value bias) {
    this.bias = bias;
  }

  /** Every query sees every key. */
  public static AttentionMask open() {
    return OPEN;
  }

  /**
   * Padding is hidden.
   *
   * @param mask [rows, keys]: 1 for a key, 0 for padding
   */
  public static AttentionMask keys(Value mask) {
    Require.rank("attention mask", mask, 2, "[rows, keys]");
    Value bias = Arithmetic.scale(Arithmetic.shift(mask, -1), -CLOSED);
    return new AttentionMask(Shaping.reshape(bias, mask.size(0), 1, 1, mask.size(1)));
  }

  /** A query sees the keys up to its own position. */
  public static AttentionMask causal(Graph g, long length) {
    INDArray bias = Nd4j.zeros(g.type(), 1, 1, length, length);
    for (long query = 0; query < length; query++) {
      for (long key = query + 1; key < length; key++) {
        bias.putScalar(new long[] {0, 0, query, key}, CLOSED);
      }
    }
    return new AttentionMask(g.constant(bias));
  }

  /** What both allow. */
  public AttentionMask and(AttentionMask other) {
    if (bias == null) {
      return other;
    }
    return other.bias == null ? this : new AttentionMask(Arithmetic.add(bias, other.bias));
  }

  /** Scores [rows, heads, queries, keys] with the hidden ones pushed out of the softmax. */
  Value apply(Value scores) {
    return bias == null ? scores : Arithmetic.add(scores, bias);
  }
}
