package dev.attune.datasets.split;

import dev.attune.datasets.Item;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Which captions of an item training draws, and which it is evaluated by. Implementations are
 * stateless and thread-safe.
 */
public interface CaptionSampler {

  /**
   * A caption for one training step.
   *
   * @param item an item for which {@link #draws} holds
   * @param random decides the caption
   * @throws IllegalArgumentException if the item has no caption to draw
   */
  String draw(Item item, RandomGenerator random);

  /** The captions that the item is evaluated by; none where it has no text. */
  List<String> evaluationCaptions(Item item);

  /** Whether {@link #draw} may give this caption, letter case and spacing aside. */
  boolean canDraw(Item item, String caption);

  /** Whether the item has a caption to draw. */
  default boolean draws(Item item) {
    return !item.texts().isEmpty();
  }
}
