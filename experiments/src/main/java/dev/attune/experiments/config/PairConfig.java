package dev.attune.experiments.config;

import dev.attune.objectives.ClipObjective;
import dev.attune.objectives.ContrastiveObjective;

/**
 * Two towers drawn together.
 *
 * @param left name of a tower
 * @param right name of another
 * @param objective over their embeddings
 * @param weight of this loss in the sum
 */
public record PairConfig(String left, String right, ContrastiveObjective objective, double weight) {
  /** CLIP between image and text. */
  public static final PairConfig DEFAULTS =
      new PairConfig("image", "text", ClipObjective.defaults(), 1);

  public PairConfig {
    if (left.equals(right)) {
      throw new IllegalArgumentException(
          "right: expected another tower than left, found " + right + " twice");
    }
    Limits.positive(weight, "weight");
  }
}
