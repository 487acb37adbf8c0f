package dev.attune.experiments.modality;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Sequence;
import dev.attune.augmentation.image.Normalise;
import dev.attune.augmentation.image.PixelsWritable;
import dev.attune.augmentation.image.ResizeCentreCrop;
import dev.attune.datasets.Item;
import dev.attune.engine.Batch;
import dev.attune.experiments.config.ImageConfig;
import dev.attune.graph.SequenceEncoder;
import dev.attune.image.encoder.ImageTower;
import dev.attune.pretraining.Tensors;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Pictures, in [0, 1] until they become arrays. */
public final class ImageItems implements Items<PixelsWritable> {
  private static final int CHANNELS = 3;

  /** A linear probe on more numbers than this side gives takes longer than the training. */
  private static final int RAW_SIDE = 32;

  private final ImageConfig config;
  private final Function<Path, PixelsWritable> pixels;
  private final Augmentation<PixelsWritable> augmentation;
  private final Augmentation<PixelsWritable> local;
  private final Normalise normalise;
  private final boolean grey;

  /**
   * By their configuration.
   *
   * @param pixels decodes
   * @param grey whether the pictures have no colours, so that one channel says all
   */
  public ImageItems(ImageConfig config, Function<Path, PixelsWritable> pixels, boolean grey) {
    this.config = config;
    this.pixels = pixels;
    this.augmentation = new Sequence<>(config.augmentations());
    this.local = new Sequence<>(config.localAugmentations());
    this.normalise = new Normalise(config.mean(), config.std());
    this.grey = grey;
  }

  @Override
  public PixelsWritable view(Item item, RandomGenerator random) {
    return sized("augmentations", augmentation.apply(decoded(item), random));
  }

  @Override
  public PixelsWritable crop(Item item, RandomGenerator random) {
    if (config.localAugmentations().isEmpty()) {
      throw new IllegalArgumentException(
          "image.local_augmentations: expected some for a method with local crops, found none");
    }
    return sized("local_augmentations", local.apply(decoded(item), random));
  }

  @Override
  public PixelsWritable plain(Item item) {
    int size = size();
    int shortSide = (int) Math.round(size / config.cropFraction());
    return new ResizeCentreCrop(shortSide, size, size).apply(decoded(item)).withChannels(CHANNELS);
  }

  @Override
  public List<String> augmentations() {
    return SingleAugmentations.names(config.augmentations());
  }

  @Override
  public PixelsWritable changed(Item item, int which, RandomGenerator random) {
    PixelsWritable changed =
        SingleAugmentations.certain(config.augmentations().get(which)).apply(plain(item), random);
    return sized("augmentations", changed);
  }

  private PixelsWritable decoded(Item item) {
    return pixels.apply(item.image().orElseThrow());
  }

  private PixelsWritable sized(String key, PixelsWritable augmented) {
    int size = size();
    if (augmented.height() != size || augmented.width() != size) {
      throw new IllegalArgumentException(
          "image.%s: expected images of %d × %d pixels at their end, found %d × %d"
              .formatted(key, size, size, augmented.height(), augmented.width()));
    }
    return augmented.withChannels(CHANNELS);
  }

  private int size() {
    return config.encoder().imageSize();
  }

  @Override
  public Tensors<PixelsWritable> tensors(int classes) {
    return new Tensors<>() {
      @Override
      public Batch of(List<PixelsWritable> items) {
        int length = CHANNELS * size() * size();
        float[] values = new float[items.size() * length];
        for (int row = 0; row < items.size(); row++) {
          System.arraycopy(
              normalise.apply(items.get(row)).values(), 0, values, row * length, length);
        }
        return new Batch(items.size(), Map.of(ImageTower.PIXELS, values), Map.of());
      }

      @Override
      public int length() {
        return ((SequenceEncoder) config.encoder()).length();
      }

      @Override
      public int steps(PixelsWritable item) {
        return length();
      }

      @Override
      public int classes() {
        return classes;
      }
    };
  }

  /** One channel where the pictures are grey, at most 32 pixels a side. */
  @Override
  public float[] raw(PixelsWritable plain) {
    int side = Math.min(RAW_SIDE, size());
    float[] values = new ResizeCentreCrop(side, side, side).apply(plain).values();
    return grey ? Arrays.copyOf(values, side * side) : values;
  }

  /** Whether a decoded picture has no colours. */
  public static boolean isGrey(PixelsWritable pixels) {
    float[] values = pixels.withChannels(CHANNELS).values();
    int plane = values.length / CHANNELS;
    for (int i = 0; i < plane; i++) {
      if (values[i] != values[i + plane] || values[i] != values[i + 2 * plane]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String rawName() {
    return "raw_pixels";
  }
}
