package dev.attune.augmentation;

import java.util.List;
import java.util.random.RandomGenerator;
import org.datavec.api.writable.Writable;

/**
 * Augmentations one after the other, over one random source.
 *
 * @param steps in the order in which they are applied; none at all is the identity
 * @param <W> the kind of item
 */
public record Sequence<W extends Writable>(List<Augmentation<W>> steps) implements Augmentation<W> {

  /** Copies the list, and refuses a missing one or one with missing members. */
  public Sequence {
    Require.that(steps != null, "sequence: expected a list of steps, found none");
    steps = List.copyOf(steps);
  }

  /** The steps in their order. */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <W extends Writable> Sequence<W> of(Augmentation<W>... steps) {
    return new Sequence<>(List.of(steps));
  }

  @Override
  public W apply(W item, RandomGenerator random) {
    W current = item;
    for (Augmentation<W> step : steps) {
      current = step.apply(current, random);
    }
    return current;
  }
}
