package dev.attune.alignment;

import dev.attune.objectives.ContrastiveObjective;

/**
 * Two modalities drawn together.
 *
 * @param left name of a tower
 * @param right name of another tower
 * @param objective over their embeddings
 * @param weight of this loss in the sum
 * @param partial whether items of a batch may lack one of the two; such items are then marked, and
 *     count for nothing here
 */
public record PairLoss(
    String left, String right, ContrastiveObjective objective, double weight, boolean partial) {

  public PairLoss {
    if (left.equals(right)) {
      throw new IllegalArgumentException("pair: expected two towers, found " + left + " twice");
    }
    if (!(weight > 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException("weight: expected a positive number, found " + weight);
    }
  }

  /** Two modalities that every item has. */
  public static PairLoss whole(
      String left, String right, ContrastiveObjective objective, double weight) {
    return new PairLoss(left, right, objective, weight, false);
  }

  /** Prefix of the parameters that the objective learns, and of its inputs. */
  public String name() {
    return left + "-" + right;
  }

  /** Name of the batch's [rows, rows] matrix that marks which items belong together. */
  public String positivesInput() {
    return name() + ".positives";
  }

  /** Name of the batch's [rows] numbers that mark which items have both, if they may lack one. */
  public String presentInput() {
    return name() + ".present";
  }
}
