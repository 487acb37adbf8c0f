package dev.attune.augmentation;

import java.util.random.RandomGenerator;
import org.datavec.api.writable.Writable;

/**
 * An augmentation for a share of the items; the others stay as they are.
 *
 * @param probability that it is applied, 0 to 1
 * @param augmentation what is then applied
 * @param <W> the kind of item
 */
public record WithProbability<W extends Writable>(double probability, Augmentation<W> augmentation)
    implements Augmentation<W> {

  /** Refuses a probability outside 0 to 1. */
  public WithProbability {
    Require.probability("with_probability: probability", probability);
    Require.that(augmentation != null, "with_probability: expected an augmentation, found none");
  }

  @Override
  public W apply(W item, RandomGenerator random) {
    return random.nextDouble() < probability ? augmentation.apply(item, random) : item;
  }
}
