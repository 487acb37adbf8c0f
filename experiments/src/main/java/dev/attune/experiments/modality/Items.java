package dev.attune.experiments.modality;

import dev.attune.datasets.Item;
import dev.attune.pretraining.Tensors;
import java.util.List;
import java.util.random.RandomGenerator;
import org.datavec.api.writable.Writable;

/**
 * How items of one modality become what pretraining reads. Safe for any number of threads.
 *
 * @param <W> what an item is before it is an encoder's arrays
 */
public interface Items<W extends Writable> {

  /** An item under the augmentations of training. */
  W view(Item item, RandomGenerator random);

  /**
   * An item under the augmentations of local views.
   *
   * @throws IllegalArgumentException if there are none
   */
  W crop(Item item, RandomGenerator random);

  /** An item as the encoder reads it in the end. */
  W plain(Item item);

  /** Names of the single augmentations of training, in their order. */
  List<String> augmentations();

  /**
   * An item under one of them alone, made certain where it comes by chance.
   *
   * @param augmentation its place among {@link #augmentations}
   */
  W changed(Item item, int augmentation, RandomGenerator random);

  /**
   * Makes the encoder's arrays.
   *
   * @param classes of the data's labels
   */
  Tensors<W> tensors(int classes);

  /** What an item is without any encoder, for comparison: its own numbers, few enough to fit. */
  float[] raw(W plain);

  /** What {@link #raw} is called in the figures, such as {@code raw_pixels}. */
  String rawName();
}
