package dev.attune.experiments.modality;

import dev.attune.datasets.Item;
import dev.attune.image.decoding.ImageDecoder;
import dev.attune.image.decoding.ImageHeader;
import dev.attune.image.decoding.UnreadableImageException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Finds images that cannot be used, by decoding them whole. Safe for any number of threads. */
public final class ImageCheck {
  /** Below this side there is nothing to see; a 1 × 1 picture is a tracking pixel or a mistake. */
  private static final int SMALLEST_SIDE = 8;

  /** Larger ones are decoded one at a time: a few photographs at once would fill the heap. */
  private static final long LARGE_PIXELS = 4_000_000;

  private final ImageDecoder decoder = new ImageDecoder();
  private final Lock large = new ReentrantLock();

  /** Why an item's image cannot be used, if it cannot. */
  public Optional<String> problem(Item item) {
    if (item.image().isEmpty()) {
      return Optional.of("expected an image, found none");
    }
    Path file = item.image().get();
    try {
      ImageHeader header = decoder.readHeader(file);
      if (Math.min(header.width(), header.height()) < SMALLEST_SIDE) {
        return Optional.of(
            "%s: expected at least %d × %d pixels, found %d × %d"
                .formatted(file, SMALLEST_SIDE, SMALLEST_SIDE, header.width(), header.height()));
      }
      decode(file, (long) header.width() * header.height());
      return Optional.empty();
    } catch (UnreadableImageException e) {
      return Optional.of(e.getMessage());
    }
  }

  private void decode(Path file, long pixels) {
    if (pixels <= LARGE_PIXELS) {
      decoder.decode(file);
      return;
    }
    large.lock();
    try {
      decoder.decode(file);
    } finally {
      large.unlock();
    }
  }
}
