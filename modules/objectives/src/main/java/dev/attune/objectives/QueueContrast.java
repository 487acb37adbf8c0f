package dev.attune.objectives;

import static dev.attune.graph.operation.Arithmetic.multiply;
import static dev.attune.graph.operation.Arithmetic.scale;
import static dev.attune.graph.operation.Products.matmul;

import dev.attune.graph.Value;
import dev.attune.graph.operation.Gradients;
import dev.attune.graph.operation.Reductions;
import dev.attune.graph.operation.Shaping;

/**
 * MoCo's contrast (arXiv:1911.05722): each query has to find its key among that key and a queue of
 * the keys of earlier batches. The queue and the momentum encoder that makes the keys are the
 * caller's.
 *
 * <pre>{@code
 * Value loss = new QueueContrast(0.2).loss(queries, keys, queue);
 * }</pre>
 *
 * @param temperature divides the cosines
 */
public record QueueContrast(double temperature) {

  public QueueContrast {
    Check.positive("temperature", temperature);
  }

  /** MoCo v2's temperature (arXiv:2003.04297), 0.2. */
  public static QueueContrast defaults() {
    return new QueueContrast(0.2);
  }

  /**
   * The mean over the queries, in nats; ln(k + 1) where all rows are the same.
   *
   * @param queries [n, d], L2-normalised here
   * @param keys [n, d], row i that of query i; L2-normalised here, get no gradient
   * @param queue [k, d], rows of unit length, taken as they are; gets no gradient
   * @return a scalar
   * @throws dev.attune.graph.ShapeException if the shapes are others
   */
  public Value loss(Value queries, Value keys, Value queue) {
    Check.shapes(
        Check.matrix(queries)
            && keys.hasShape(queries.shape())
            && Check.matrix(queue)
            && queue.size(1) == queries.size(1),
        "queue contrast",
        "queries [n, d], keys [n, d] and a queue [k, d]",
        queries,
        keys,
        queue);
    Value rows = scale(PairedRows.unit(queries), 1 / temperature);
    Value partners = Gradients.stop(PairedRows.unit(keys));
    Value positives = Reductions.sum(multiply(rows, partners), true, 1); // [n, 1]
    Value negatives = matmul(rows, Gradients.stop(queue), false, true); // [n, k]
    Value candidates = Shaping.concat(1, positives, negatives);
    return Reductions.mean(Partners.crossEntropy(candidates, positives, 1), false);
  }
}
