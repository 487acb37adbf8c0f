package dev.attune.objectives;

import dev.attune.graph.ShapeException;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Reductions;

/**
 * Squared error of predicted patches, over those that were hidden alone (masked autoencoders,
 * arXiv:2111.06377; of spectrograms, arXiv:2207.06405). A patch's error is the mean over its
 * elements.
 */
public final class MaskedReconstruction {
  private MaskedReconstruction() {}

  /**
   * The mean over all hidden patches of a batch; 0 if there is none.
   *
   * @param prediction [rows, patches, elements]
   * @param target [rows, patches, elements]
   * @param hidden [rows, patches], 1 for a hidden patch, 0 for any other
   * @return a scalar
   */
  public static Value loss(Value prediction, Value target, Value hidden) {
    Value sums = Arithmetic.multiply(errors(prediction, target, hidden), hidden);
    Value count = Arithmetic.maximum(Reductions.sum(hidden, false), 1);
    return Arithmetic.divide(Reductions.sum(sums, false), count);
  }

  /**
   * The mean over the hidden patches of each row; 0 for one that has none. See {@link #loss}.
   *
   * @return [rows]
   */
  public static Value byRow(Value prediction, Value target, Value hidden) {
    Value sums = Arithmetic.multiply(errors(prediction, target, hidden), hidden);
    Value counts = Arithmetic.maximum(Reductions.sum(hidden, false, 1), 1);
    return Arithmetic.divide(Reductions.sum(sums, false, 1), counts);
  }

  private static Value errors(Value prediction, Value target, Value hidden) {
    if (prediction.rank() != 3
        || !prediction.hasShape(target.shape())
        || !hidden.hasShape(prediction.size(0), prediction.size(1))) {
      throw new ShapeException(
          "masked reconstruction: expected [rows, patches, elements] twice and [rows, patches],"
              + " found %s, %s and %s".formatted(prediction, target, hidden));
    }
    return Reductions.mean(Arithmetic.square(Arithmetic.subtract(prediction, target)), false, 2);
  }
}
