package dev.attune.experiments.run;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Seeds;
import dev.attune.augmentation.image.Normalise;
import dev.attune.augmentation.image.PixelsWritable;
import dev.attune.datasets.Dataset;
import dev.attune.datasets.Item;
import dev.attune.datasets.split.CaptionSampler;
import dev.attune.engine.Batch;
import dev.attune.graph.Encoder;
import dev.attune.text.encoder.TextInputs;
import dev.attune.text.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Makes a training batch of image–caption pairs: each image augmented, one caption of each item
 * drawn, equal captions marked as belonging together. A function of (seed, epoch, item) alone.
 */
final class PairCollator {
  /** Views of an item: image and caption draw from sources of their own. */
  private static final int IMAGE_VIEW = 0;

  private static final int CAPTION_VIEW = 1;

  private final Dataset data;
  private final ImageSide image;
  private final CaptionSampler captions;
  private final Tokenizer tokenizer;
  private final Encoder text;
  private final String positives;
  private final Seeds seeds;

  PairCollator(
      Dataset data,
      ImageSide image,
      CaptionSampler captions,
      Tokenizer tokenizer,
      Encoder text,
      String positives,
      Seeds seeds) {
    this.data = data;
    this.image = image;
    this.captions = captions;
    this.tokenizer = tokenizer;
    this.text = text;
    this.positives = positives;
    this.seeds = seeds;
  }

  /**
   * How training images are made.
   *
   * @param input name of the graph's input
   * @param pixels decodes
   * @param augmentation gives images of the tower's size
   * @param normalise of each channel
   * @param size side of the tower's images
   */
  record ImageSide(
      String input,
      Function<Path, PixelsWritable> pixels,
      Augmentation<PixelsWritable> augmentation,
      Normalise normalise,
      int size) {}

  /** The batch of some items, by their positions. */
  Batch collate(long epoch, int... chosen) {
    int rows = chosen.length;
    int length = 3 * image.size() * image.size();
    float[] images = new float[rows * length];
    List<String> drawn = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      Item item = data.item(chosen[row]);
      float[] one = pixels(item, seeds.at(epoch, item.id(), IMAGE_VIEW));
      System.arraycopy(one, 0, images, row * length, length);
      drawn.add(captions.draw(item, seeds.at(epoch, item.id(), CAPTION_VIEW)));
    }
    Batch tokens = TextInputs.of(text, tokenizer, drawn, rows);
    Map<String, float[]> floats = new LinkedHashMap<>(tokens.floats());
    floats.put(image.input(), images);
    floats.put(positives, belongTogether(drawn));
    return new Batch(rows, floats, tokens.integers());
  }

  private float[] pixels(Item item, RandomGenerator random) {
    Path file = item.image().orElseThrow();
    int size = image.size();
    PixelsWritable augmented = image.augmentation().apply(image.pixels().apply(file), random);
    if (augmented.height() != size || augmented.width() != size) {
      throw new IllegalArgumentException(
          "image.augmentations: expected images of %d × %d pixels at their end, found %d × %d"
              .formatted(size, size, augmented.height(), augmented.width()));
    }
    return image.normalise().apply(augmented.withChannels(3)).values();
  }

  private static float[] belongTogether(List<String> captions) {
    int n = captions.size();
    Map<String, Integer> first = new HashMap<>();
    int[] key = new int[n];
    for (int i = 0; i < n; i++) {
      key[i] = first.merge(captions.get(i), i, (known, mine) -> known);
    }
    float[] together = new float[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        together[i * n + j] = key[i] == key[j] ? 1 : 0;
      }
    }
    return together;
  }
}
