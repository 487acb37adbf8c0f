package dev.attune.augmentation.imagetransform;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Require;
import dev.attune.augmentation.image.PixelsWritable;
import java.util.Random;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.bytedeco.javacpp.PointerScope;
import org.datavec.image.data.ImageWritable;
import org.datavec.image.transform.ImageTransform;

/**
 * A DataVec {@code ImageTransform} as an augmentation.
 *
 * <p>DataVec's transforms keep state, and some draw from the source they were built with only. So
 * one is built for each picture, from a source that follows from ours: that makes it thread-safe
 * and reproducible. (Transforms that draw from ND4J's global source, as {@code RandomCropTransform}
 * does, need a seed: {@code random -> new RandomCropTransform(random, random.nextLong(), h, w)}.)
 * Pictures pass through 8 bits; off-heap memory is freed on return.
 *
 * @param transform builds the transform, {@code FlipImageTransform::new} for instance
 */
public record TransformAugmentation(Function<Random, ImageTransform> transform)
    implements Augmentation<PixelsWritable> {

  /** Refuses a missing function. */
  public TransformAugmentation {
    Require.that(transform != null, "transform: expected a function that builds one, found none");
  }

  @Override
  @SuppressWarnings("try") // the scope works by being open
  public PixelsWritable apply(PixelsWritable picture, RandomGenerator random) {
    Random source = new Random(random.nextLong());
    try (PointerScope scope = new PointerScope()) {
      ImageWritable transformed = transform.apply(source).transform(Frames.write(picture), source);
      Require.that(transformed != null, "transform: expected an image for %s, found none", picture);
      return Frames.read(transformed);
    }
  }
}
