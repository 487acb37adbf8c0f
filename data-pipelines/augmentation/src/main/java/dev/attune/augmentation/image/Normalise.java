package dev.attune.augmentation.image;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Require;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Each channel less its mean, over its deviation. Draws nothing; the last step, since the others
 * expect values from 0 to 1.
 *
 * @param mean one number a channel
 * @param std one number above 0 a channel
 */
public record Normalise(List<Double> mean, List<Double> std)
    implements Augmentation<PixelsWritable> {

  /** Copies the lists, and refuses other numbers of channels than 1 and 3. */
  public Normalise {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    Require.that(
        mean.size() == std.size() && (mean.size() == 1 || mean.size() == 3),
        "normalise: expected as many means as deviations, 1 or 3, found %s and %s",
        mean.size(),
        std.size());
    Require.that(
        mean.stream().allMatch(Double::isFinite),
        "normalise: mean: expected finite numbers, found %s",
        mean);
    Require.that(
        std.stream().allMatch(s -> s > 0 && Double.isFinite(s)),
        "normalise: std: expected finite numbers above 0, found %s",
        std);
  }

  /** The mean and deviation of ImageNet's training pictures, which most vision papers use. */
  public static Normalise imageNet() {
    return new Normalise(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));
  }

  /** The mean and deviation of CLIP's training pictures (arXiv 2103.00020). */
  public static Normalise clip() {
    return new Normalise(
        List.of(0.48145466, 0.4578275, 0.40821073), List.of(0.26862954, 0.26130258, 0.27577711));
  }

  /** To the range −1 to 1. */
  public static Normalise around0() {
    return new Normalise(List.of(0.5, 0.5, 0.5), List.of(0.5, 0.5, 0.5));
  }

  @Override
  public PixelsWritable apply(PixelsWritable image, RandomGenerator random) {
    return apply(image);
  }

  /** The same without a random source, since nothing is drawn. */
  public PixelsWritable apply(PixelsWritable image) {
    return perChannel(image, false);
  }

  /** Takes {@link #apply} back, for display. */
  public PixelsWritable invert(PixelsWritable image) {
    return perChannel(image, true);
  }

  private PixelsWritable perChannel(PixelsWritable image, boolean inverse) {
    Require.that(
        image.channels() == mean.size(),
        "normalise: expected a picture of %s channels, found %s",
        mean.size(),
        image);
    float[] values = image.values().clone();
    int plane = image.height() * image.width();
    for (int c = 0; c < mean.size(); c++) {
      float factor = (float) (inverse ? std.get(c) : 1 / std.get(c));
      float shift = (float) (inverse ? mean.get(c) : -mean.get(c) / std.get(c));
      for (int i = c * plane; i < (c + 1) * plane; i++) {
        values[i] = values[i] * factor + shift;
      }
    }
    return new PixelsWritable(values, image.channels(), image.height(), image.width());
  }
}
