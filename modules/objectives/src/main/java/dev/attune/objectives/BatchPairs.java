package dev.attune.objectives;

import dev.attune.graph.Value;
import java.util.Optional;

/**
 * What is known of a batch's pairs besides their vectors.
 *
 * @param positives [n, n], 1 where left row i and right row j belong together and 0 elsewhere; the
 *     diagonal is taken as 1 whatever stands there. Empty if no two items of a batch can be equal.
 *     Not looked at under {@link FalseNegatives#KEEP}
 * @param present [n], 1 where the item has both sides and 0 where it lacks one; empty if none can
 *     lack one. An absent item's rows may hold anything: neither they nor their gradients count, as
 *     if the batch were made of the others alone
 */
public record BatchPairs(Optional<Value> positives, Optional<Value> present) {

  /** Every item has both sides, and no two are equal. */
  public static BatchPairs distinct() {
    return new BatchPairs(Optional.empty(), Optional.empty());
  }

  /** Every item has both sides. */
  public static BatchPairs marked(Value positives) {
    return new BatchPairs(Optional.of(positives), Optional.empty());
  }
}
