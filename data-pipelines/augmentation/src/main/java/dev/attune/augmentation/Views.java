package dev.attune.augmentation;

import java.util.List;
import java.util.stream.IntStream;
import org.datavec.api.writable.Writable;

/**
 * One view of an item, or two that differ in their draws only: what contrastive objectives over one
 * modality compare.
 *
 * @param views one or two
 * @param <W> the kind of item
 */
public record Views<W extends Writable>(List<W> views) {

  /** Copies the list, and refuses other numbers of views. */
  public Views {
    Require.that(views != null, "views: expected one or two, found none");
    views = List.copyOf(views);
    Require.that(
        views.size() == 1 || views.size() == 2,
        "views: expected one or two, found %s",
        views.size());
  }

  /**
   * Draws the views of one item.
   *
   * @param count 1 or 2
   * @param item the item itself
   * @param augmentation applied once for each view
   * @param seeds of the run
   * @param epoch the pass over the data
   * @param number the item's number in the data
   */
  public static <W extends Writable> Views<W> draw(
      int count, W item, Augmentation<W> augmentation, Seeds seeds, long epoch, long number) {
    Require.that(count == 1 || count == 2, "views: expected one or two, found %s", count);
    return new Views<>(
        IntStream.range(0, count)
            .mapToObj(view -> augmentation.apply(item, seeds.at(epoch, number, view)))
            .toList());
  }

  /** The first view, or the only one. */
  public W first() {
    return views.get(0);
  }

  /**
   * The second view.
   *
   * @throws IllegalStateException if there is one only
   */
  public W second() {
    if (views.size() < 2) {
      throw new IllegalStateException("expected two views of the item, found one");
    }
    return views.get(1);
  }
}
