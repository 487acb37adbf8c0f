package dev.attune.graph.layer;

import dev.attune.graph.ShapeException;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Activations;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Reductions;

/**
 * Cross entropy of a softmax, in nats; built from logSoftmax since SameDiff's losses are broken.
 */
public final class CrossEntropy {

  private CrossEntropy() {}

  /**
   * −Σ target · logSoftmax(logits) of each row.
   *
   * @param logits [… , classes]
   * @param targets of the same shape: distributions, such as one-hot rows
   * @return the shape without its last axis
   */
  public static Value rows(Value logits, Value targets) {
    if (!logits.hasShape(targets.shape())) {
      throw new ShapeException("cross entropy: logits " + logits + " and targets " + targets);
    }
    Value likelihood = Arithmetic.multiply(targets, Activations.logSoftmax(logits));
    return Arithmetic.negate(Reductions.sum(likelihood, false, -1));
  }

  /** The mean over all rows; see {@link #rows}. */
  public static Value mean(Value logits, Value targets) {
    return Reductions.mean(rows(logits, targets), false);
  }

  /**
   * The mean over the rows that count; 0 if none does.
   *
   * @param weights 1 for a row that counts, else 0; the shape of {@link #rows}
   */
  public static Value mean(Value logits, Value targets, Value weights) {
    Value each = rows(logits, targets);
    if (!each.hasShape(weights.shape())) {
      throw new ShapeException("cross entropy: rows " + each + " and weights " + weights);
    }
    Value count = Arithmetic.maximum(Reductions.sum(weights, false), 1);
    return Arithmetic.divide(Reductions.sum(Arithmetic.multiply(each, weights), false), count);
  }
}
