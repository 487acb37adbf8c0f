package dev.attune.experiments.modality;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.WithProbability;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.datavec.api.writable.Writable;

/** The augmentations of a list by name, each alone and certain. */
final class SingleAugmentations {
  private SingleAugmentations() {}

  /** Names in snake_case; a second of one kind has its place behind its name. */
  static List<String> names(List<? extends Augmentation<?>> augmentations) {
    List<String> names = new ArrayList<>();
    for (Augmentation<?> augmentation : augmentations) {
      String kind = certain(augmentation).getClass().getSimpleName();
      String name = kind.replaceAll("(?!^)([A-Z])", "_$1").toLowerCase(Locale.ROOT);
      names.add(names.contains(name) ? name + "_" + (names.size() + 1) : name);
    }
    return names;
  }

  /** What an augmentation does when it does something. */
  static <W extends Writable> Augmentation<W> certain(Augmentation<W> augmentation) {
    return augmentation instanceof WithProbability<W> chance ? chance.augmentation() : augmentation;
  }
}
