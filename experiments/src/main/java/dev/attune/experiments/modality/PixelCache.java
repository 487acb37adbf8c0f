package dev.attune.experiments.modality;

import dev.attune.augmentation.image.PixelsWritable;
import dev.attune.image.decoding.ImageDecoder;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Decoded images by file, kept until a budget is full: small data sets are decoded once. Safe for
 * any number of threads.
 */
public final class PixelCache implements Function<Path, PixelsWritable> {
  private final ImageDecoder decoder;
  private final long budget;
  private final AtomicLong bytes = new AtomicLong();
  private final Map<Path, PixelsWritable> kept = new ConcurrentHashMap<>();

  public PixelCache(ImageDecoder decoder, long budgetBytes) {
    this.decoder = decoder;
    this.budget = budgetBytes;
  }

  @Override
  public PixelsWritable apply(Path file) {
    PixelsWritable known = kept.get(file);
    if (known != null) {
      return known;
    }
    PixelsWritable pixels = decoder.pixels(file);
    long size = (long) Float.BYTES * pixels.values().length;
    if (bytes.addAndGet(size) <= budget) {
      kept.put(file, pixels);
    } else {
      bytes.addAndGet(-size);
    }
    return pixels;
  }
}
