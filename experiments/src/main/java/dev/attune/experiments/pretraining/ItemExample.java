package dev.attune.experiments.pretraining;

import dev.attune.augmentation.Seeds;
import dev.attune.datasets.Item;
import dev.attune.experiments.modality.Items;
import dev.attune.pretraining.Example;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.datavec.api.writable.Writable;

/**
 * An item as a row of a batch.
 *
 * @param task number of the task, so that each draws for itself
 * @param label that may be seen
 */
record ItemExample<W extends Writable>(
    Items<W> items, Item item, Seeds seeds, long epoch, int task, OptionalInt label)
    implements Example<W> {
  /** Streams of a task; views first, then crops, then the method's own. */
  private static final int STREAMS = 1000;

  private static final int CROPS = 500;
  private static final int OWN = 999;

  @Override
  public W view(int number) {
    return items.view(item, stream(number));
  }

  @Override
  public W crop(int number) {
    return items.crop(item, stream(CROPS + number));
  }

  @Override
  public W plain() {
    return items.plain(item);
  }

  @Override
  public RandomGenerator random() {
    return stream(OWN);
  }

  private RandomGenerator stream(int number) {
    return seeds.at(epoch, item.id(), task * STREAMS + number);
  }
}
