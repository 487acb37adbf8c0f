package dev.attune.augmentation;

import java.util.random.RandomGenerator;
import org.datavec.api.writable.Writable;

/**
 * Changes nothing and draws nothing.
 *
 * @param <W> the kind of item
 */
public record Identity<W extends Writable>() implements Augmentation<W> {

  @Override
  public W apply(W item, RandomGenerator random) {
    return item;
  }
}
