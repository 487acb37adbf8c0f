package dev.attune.augmentation.imagetransform;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.AugmentationRandom;
import dev.attune.augmentation.Seeds;
import dev.attune.augmentation.image.PixelsWritable;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.datavec.image.data.ImageWritable;
import org.datavec.image.transform.ImageTransform;

/**
 * An augmentation as a DataVec {@code ImageTransform}, for an existing {@code ImageRecordReader} or
 * {@code PipelineImageTransform}.
 *
 * <p>DataVec tells a transform neither the epoch nor the item. With a {@code Random} the draws
 * follow from its next number; without one (as {@code ImageRecordReader} calls it) the n-th image
 * that this transform has seen is item n. Results depend on the order of the images, then; {@code
 * AugmentingRecordReader} knows epochs. Images leave with 8 bits: normalise later.
 */
public final class AugmentationTransform implements ImageTransform {
  private final Augmentation<PixelsWritable> augmentation;
  private final Seeds seeds;
  private final AtomicLong seen = new AtomicLong();
  private volatile ImageWritable current;

  /** The augmentation as a transform, its draws counted from the first image on. */
  public AugmentationTransform(Augmentation<PixelsWritable> augmentation, Seeds seeds) {
    this.augmentation = augmentation;
    this.seeds = seeds;
  }

  @Override
  public ImageWritable transform(ImageWritable image) {
    return transform(image, null);
  }

  /** The augmented image, or null at the end of a stream, which DataVec marks by null. */
  @Override
  public ImageWritable transform(ImageWritable image, Random random) {
    if (image == null) {
      return null;
    }
    RandomGenerator draws =
        random == null
            ? seeds.at(0, seen.getAndIncrement(), 0)
            : new AugmentationRandom(random.nextLong());
    ImageWritable augmented = Frames.write(augmentation.apply(Frames.read(image), draws));
    current = augmented;
    return augmented;
  }

  /**
   * Not known: an augmentation does not tell where a point went.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public float[] query(float... coordinates) {
    throw new UnsupportedOperationException(
        "expected a transform that maps coordinates, found the augmentation " + augmentation);
  }

  @Override
  public ImageWritable getCurrentImage() {
    return current;
  }
}
