package dev.attune.augmentation.datavec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.augmentation.Identity;
import dev.attune.augmentation.Seeds;
import dev.attune.augmentation.image.HorizontalFlip;
import dev.attune.augmentation.image.PixelsWritable;
import org.datavec.api.writable.NDArrayWritable;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ArrayImagesTest {
  private static final Seeds SEEDS = new Seeds(2);

  @Test
  void readsTheOrderAndScaleOfImageRecordReader() {
    ArrayImages images = ArrayImages.ofImageRecordReader(new Identity<>());
    INDArray blue = Nd4j.zeros(DataType.FLOAT, 1, 3, 2, 2);
    blue.putScalar(new int[] {0, 0, 1, 0}, 255);
    PixelsWritable picture = images.read(blue);
    assertThat(picture.at(2, 1, 0)).isCloseTo(1f, within(1e-6f));
    assertThat(picture.at(0, 1, 0)).isZero();
    assertThat(images.write(picture, 4)).isEqualTo(blue);
  }

  @Test
  void flipsLikeNd4jAndKeepsTheRank() {
    INDArray array = Nd4j.rand(DataType.FLOAT, 3, 4, 5);
    // A view in another order: the strides must not matter.
    INDArray view = array.permute(0, 2, 1);
    ArrayImages flip = new ArrayImages(new HorizontalFlip(), 1, ArrayImages.ChannelOrder.RGB);
    INDArray flipped = flip.apply(new NDArrayWritable(view), SEEDS.at(0, 0, 0)).get();
    assertThat(flipped.shape()).containsExactly(3, 5, 4);
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < 5; y++) {
        for (int x = 0; x < 4; x++) {
          assertThat(flipped.getFloat(c, y, x)).isEqualTo(array.getFloat(c, 3 - x, y));
        }
      }
    }
  }

  @Test
  void otherShapesAreRefused() {
    ArrayImages images = ArrayImages.ofImageRecordReader(new Identity<>());
    assertThatThrownBy(() -> images.read(Nd4j.zeros(2, 3, 4, 4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found [2, 3, 4, 4]");
    assertThatThrownBy(() -> images.read(Nd4j.zeros(2, 4, 4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("channels, found 2");
  }
}
