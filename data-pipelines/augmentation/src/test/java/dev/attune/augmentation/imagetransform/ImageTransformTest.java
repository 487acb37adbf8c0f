package dev.attune.augmentation.imagetransform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Seeds;
import dev.attune.augmentation.datavec.ArrayImages;
import dev.attune.augmentation.datavec.AugmentingRecordReader;
import dev.attune.augmentation.image.ColourJitter;
import dev.attune.augmentation.image.HorizontalFlip;
import dev.attune.augmentation.image.PixelsWritable;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.bytedeco.javacv.Frame;
import org.datavec.api.split.FileSplit;
import org.datavec.api.writable.NDArrayWritable;
import org.datavec.image.data.ImageWritable;
import org.datavec.image.recordreader.ImageRecordReader;
import org.datavec.image.transform.CropImageTransform;
import org.datavec.image.transform.FlipImageTransform;
import org.datavec.image.transform.PipelineImageTransform;
import org.datavec.image.transform.RandomCropTransform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

class ImageTransformTest {
  private static final Seeds SEEDS = new Seeds(4);
  private static final Augmentation<PixelsWritable> FLIP = new HorizontalFlip();

  @Test
  void picturesComeBackFromFrames() {
    for (int channels : new int[] {1, 3}) {
      // An odd width: rows of an image may be padded.
      PixelsWritable picture = picture(channels, 5, 7);
      assertThat(Frames.read(Frames.write(picture)).values())
          .containsExactly(picture.values(), within(1e-6f));
    }
  }

  @Test
  void framesOfOtherDepthsAreRefused() {
    try (Frame deep = new Frame(4, 4, Frame.DEPTH_FLOAT, 3)) {
      ImageWritable image = new ImageWritable(deep);
      assertThatThrownBy(() -> Frames.read(image))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("found depth 32 and 3 channels");
    }
  }

  @Test
  void transparencyIsLaidOverWhite() {
    try (Frame frame = new Frame(1, 1, Frame.DEPTH_UBYTE, 4)) {
      ((java.nio.ByteBuffer) frame.image[0]).put(new byte[] {0, 0, (byte) 255, 51});
      PixelsWritable picture = Frames.read(new ImageWritable(frame));
      assertThat(picture.values()).containsExactly(new float[] {1, 0.8f, 0.8f}, within(1e-6f));
    }
  }

  @Test
  void oursWorksInsideAnImageRecordReader(@TempDir Path folder) throws Exception {
    PixelsWritable picture = write(folder, 6, 9);
    try (ImageRecordReader plain = new ImageRecordReader(6, 9, 3);
        ImageRecordReader augmented = new ImageRecordReader(6, 9, 3)) {
      plain.initialize(new FileSplit(folder.toFile()));
      augmented.initialize(new FileSplit(folder.toFile()), new AugmentationTransform(FLIP, SEEDS));
      INDArray before = ((NDArrayWritable) plain.next().get(0)).get();
      INDArray after = ((NDArrayWritable) augmented.next().get(0)).get();
      for (int c = 0; c < 3; c++) {
        for (int y = 0; y < 6; y++) {
          for (int x = 0; x < 9; x++) {
            assertThat(after.getFloat(0, c, y, x)).isEqualTo(before.getFloat(0, c, y, 8 - x));
            assertThat(before.getFloat(0, c, y, x) / 255)
                .isCloseTo(picture.at(2 - c, y, x), within(1e-6f));
          }
        }
      }
    }
  }

  @Test
  void ourReaderWrapsAnImageRecordReader(@TempDir Path folder) throws Exception {
    PixelsWritable picture = write(folder, 6, 9);
    ArrayImages flip = ArrayImages.ofImageRecordReader(FLIP);
    try (AugmentingRecordReader<NDArrayWritable> reader =
        new AugmentingRecordReader<>(
            new ImageRecordReader(6, 9, 3), 0, NDArrayWritable.class, flip, SEEDS)) {
      reader.initialize(new FileSplit(folder.toFile()));
      INDArray array = ((NDArrayWritable) reader.next().get(0)).get();
      assertThat(array.shape()).containsExactly(1, 3, 6, 9);
      assertThat(flip.read(array).at(0, 2, 1)).isCloseTo(picture.at(0, 2, 7), within(1e-6f));
    }
  }

  @Test
  void oursWorksInsideAPipeline() {
    AugmentationTransform transform = new AugmentationTransform(FLIP, SEEDS);
    PixelsWritable picture = picture(3, 5, 7);
    ImageWritable twice =
        new PipelineImageTransform(transform, transform).transform(Frames.write(picture));
    assertThat(Frames.read(twice).values()).containsExactly(picture.values(), within(1e-6f));
    assertThat(transform.getCurrentImage()).isNotNull();
    assertThat(transform.transform(null)).isNull();
    assertThatThrownBy(() -> transform.query(1, 2))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("HorizontalFlip");
  }

  @Test
  void drawsFollowFromTheCountOrFromTheRandomGiven() {
    ColourJitter jitter = new ColourJitter(0.4, 0, 0, 0);
    PixelsWritable picture = picture(3, 2, 2);
    AugmentationTransform transform = new AugmentationTransform(jitter, SEEDS);
    for (int item = 0; item < 3; item++) {
      assertThat(Frames.read(transform.transform(Frames.write(picture))).values())
          .containsExactly(jitter.apply(picture, SEEDS.at(0, item, 0)).values(), within(0.0021f));
    }
    ImageWritable first = transform.transform(Frames.write(picture), new Random(5));
    ImageWritable second = transform.transform(Frames.write(picture), new Random(5));
    assertThat(Frames.read(first)).isEqualTo(Frames.read(second));
  }

  @Test
  void theirsWorksAsOurs() {
    PixelsWritable picture = picture(3, 5, 7);
    Augmentation<PixelsWritable> theirs =
        new TransformAugmentation(random -> fixedFlip())
            .then(new TransformAugmentation(random -> new CropImageTransform(1, 2, 1, 0)));
    PixelsWritable cut = theirs.apply(picture, SEEDS.at(0, 0, 0));
    assertThat(cut.height()).isEqualTo(3);
    assertThat(cut.width()).isEqualTo(5);
    assertThat(cut.at(1, 0, 0)).isCloseTo(picture.at(1, 1, 4), within(1e-6f));
  }

  /** Wrapped, since theirs would take our random source for an order to draw. */
  private static org.datavec.image.transform.ImageTransform fixedFlip() {
    return new FlipImageTransform(1) {
      @Override
      protected ImageWritable doTransform(ImageWritable image, Random random) {
        return super.doTransform(image, null);
      }
    };
  }

  @Test
  void theirDrawsFollowFromOurSource() {
    PixelsWritable picture = picture(3, 9, 9);
    TransformAugmentation crop =
        new TransformAugmentation(
            random -> new RandomCropTransform(random, random.nextLong(), 3, 3));
    Set<PixelsWritable> crops = new HashSet<>();
    for (int item = 0; item < 20; item++) {
      PixelsWritable cut = crop.apply(picture, SEEDS.at(0, item, 0));
      assertThat(cut).isEqualTo(crop.apply(picture, SEEDS.at(0, item, 0)));
      crops.add(cut);
    }
    assertThat(crops).hasSizeGreaterThan(8);
  }

  @Test
  void theirsIsThreadSafeAsOurs() {
    PixelsWritable picture = picture(3, 9, 9);
    TransformAugmentation crop =
        new TransformAugmentation(
            random -> new RandomCropTransform(random, random.nextLong(), 4, 4));
    assertThat(
            IntStream.range(0, 64)
                .parallel()
                .mapToObj(item -> crop.apply(picture, SEEDS.at(0, item, 0)))
                .toList())
        .isEqualTo(
            IntStream.range(0, 64)
                .mapToObj(item -> crop.apply(picture, SEEDS.at(0, item, 0)))
                .toList());
  }

  private static PixelsWritable write(Path folder, int height, int width) throws IOException {
    PixelsWritable picture = picture(3, height, width);
    BufferedImage image = picture.toBufferedImage();
    ImageIO.write(image, "png", folder.resolve("one.png").toFile());
    return picture;
  }

  /** Noise of 8 bits. */
  private static PixelsWritable picture(int channels, int height, int width) {
    RandomGenerator random = new Seeds(99).at(0, 0, 0);
    float[] values = new float[channels * height * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(256) / 255f;
    }
    return new PixelsWritable(values, channels, height, width);
  }
}
