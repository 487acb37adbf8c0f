package dev.attune.augmentation;

import java.util.List;
import java.util.random.RandomGenerator;
import org.datavec.api.writable.Writable;

/**
 * One of several augmentations, drawn by weight for each item.
 *
 * @param choices at least one
 * @param <W> the kind of item
 */
public record OneOf<W extends Writable>(List<Choice<W>> choices) implements Augmentation<W> {

  /** Copies the list, and refuses an empty one. */
  public OneOf {
    Require.that(
        choices != null && !choices.isEmpty(), "one_of: expected at least one choice, found none");
    choices = List.copyOf(choices);
  }

  /**
   * An augmentation and how often it is drawn.
   *
   * @param weight above 0; the probability is this over the sum of all
   * @param augmentation what is then applied
   * @param <W> the kind of item
   */
  public record Choice<W extends Writable>(double weight, Augmentation<W> augmentation) {

    /** Refuses weights that are not above 0 and finite. */
    public Choice {
      Require.that(
          weight > 0 && Double.isFinite(weight),
          "one_of: expected a finite weight above 0, found %s",
          weight);
      Require.that(augmentation != null, "one_of: expected an augmentation, found none");
    }
  }

  /** All with the same weight. */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <W extends Writable> OneOf<W> evenly(Augmentation<W>... augmentations) {
    return new OneOf<>(List.of(augmentations).stream().map(a -> new Choice<>(1, a)).toList());
  }

  @Override
  public W apply(W item, RandomGenerator random) {
    double total = 0;
    for (Choice<W> choice : choices) {
      total += choice.weight();
    }
    double point = random.nextDouble() * total;
    int last = choices.size() - 1;
    int drawn = 0;
    for (; drawn < last; drawn++) {
      point -= choices.get(drawn).weight();
      if (point < 0) {
        break;
      }
    }
    return choices.get(drawn).augmentation().apply(item, random);
  }
}
