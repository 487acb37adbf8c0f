package dev.attune.experiments.modality;

import dev.attune.datasets.Item;
import dev.attune.experiments.config.RunConfig;
import dev.attune.image.decoding.ImageDecoder;
import java.util.Optional;

/**
 * The decoded files of an experiment, kept in memory while they fit. Safe for any number of
 * threads.
 *
 * @param pixels of images
 * @param sounds of clips; there are none without an audio tower
 */
public record Media(PixelCache pixels, Optional<SoundCache> sounds) {

  /** Empty caches; pictures and sounds share the budget evenly where there are both. */
  public static Media of(RunConfig config) {
    long budget = (long) config.data().cacheMegabytes() << 20;
    long share = config.image().isPresent() && config.audio().isPresent() ? budget / 2 : budget;
    return new Media(
        new PixelCache(new ImageDecoder(), share),
        config.audio().map(audio -> new SoundCache(audio.preprocessing(), share)));
  }

  /** A check of an item's files by decoding them whole. */
  public Check check(RunConfig config) {
    return new Check(config.image().isPresent(), new ImageCheck(), sounds);
  }

  /**
   * Finds files that cannot be used.
   *
   * @param looks whether pictures are looked at
   * @param images looks at them
   * @param sounds decodes and keeps sounds
   */
  public record Check(boolean looks, ImageCheck images, Optional<SoundCache> sounds) {

    /** Why an item's files cannot be used, if they cannot. */
    public Optional<String> problem(Item item) {
      Optional<String> image =
          looks && item.image().isPresent() ? images.problem(item) : Optional.empty();
      if (image.isPresent() || item.audio().isEmpty()) {
        return image;
      }
      return sounds.flatMap(cache -> cache.problem(item.audio().get()));
    }
  }
}
