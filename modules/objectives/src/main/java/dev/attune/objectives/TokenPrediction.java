package dev.attune.objectives;

import static dev.attune.graph.operation.Arithmetic.add;
import static dev.attune.graph.operation.Arithmetic.multiply;
import static dev.attune.graph.operation.Products.matmul;

import dev.attune.graph.Value;
import dev.attune.graph.operation.Reductions;
import dev.attune.graph.operation.Shaping;

/**
 * Cross entropy of predicting tokens by their rows in a table, which may be the table of the token
 * embeddings itself (tied, arXiv:1608.05859): of the masked tokens (BERT, arXiv:1810.04805) or of
 * the next one. The right tokens come as their rows, not as one-hot arrays of the vocabulary's
 * width.
 */
public final class TokenPrediction {

  private TokenPrediction() {}

  /**
   * The mean over the positions that count, in nats; 0 if none does. ln v where all rows of the
   * table and all biases are the same. A token's logit is hidden · row + bias.
   *
   * @param hidden [m, d], one row a position
   * @param table [v, d], one row a token of the vocabulary
   * @param bias [v]
   * @param targetRows [m, d], the table's rows of the right tokens
   * @param targetBias [m], the biases of the right tokens
   * @param weights [m], 1 for a position that counts, else 0
   * @return a scalar
   * @throws dev.attune.graph.ShapeException if the shapes are others
   */
  public static Value loss(
      Value hidden, Value table, Value bias, Value targetRows, Value targetBias, Value weights) {
    Check.shapes(
        Check.matrix(hidden)
            && Check.matrix(table)
            && table.size(1) == hidden.size(1)
            && bias.hasShape(table.size(0))
            && targetRows.hasShape(hidden.shape())
            && targetBias.hasShape(hidden.size(0))
            && weights.hasShape(hidden.size(0)),
        "token prediction",
        "[m, d], [v, d], [v], [m, d], [m] and [m]",
        hidden,
        table,
        bias,
        targetRows,
        targetBias,
        weights);
    long m = hidden.size(0);
    Value logits = add(matmul(hidden, table, false, true), bias); // [m, v]
    Value products = Reductions.sum(multiply(hidden, targetRows), true, 1); // [m, 1]
    Value right = add(products, Shaping.reshape(targetBias, m, 1));
    Value each = Partners.crossEntropy(logits, right, 1);
    return Partners.meanOfCounting(each, Shaping.reshape(weights, m, 1));
  }
}
