package dev.attune.augmentation.datavec;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Require;
import dev.attune.augmentation.image.PixelsWritable;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.datavec.api.writable.NDArrayWritable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A picture augmentation over pictures that are ND4J arrays, as {@code ImageRecordReader} gives
 * them: [channels, height, width], or with a leading 1, 1 or 3 channels. The rank is kept; results
 * are float.
 *
 * @param augmentation what is done to the picture
 * @param white the value that stands for full brightness: 255 from {@code ImageRecordReader}
 * @param order in which the three channels stand: {@link ChannelOrder#BGR} from {@code
 *     ImageRecordReader}
 */
public record ArrayImages(
    Augmentation<PixelsWritable> augmentation, double white, ChannelOrder order)
    implements Augmentation<NDArrayWritable> {

  /** The order of the colour planes. */
  public enum ChannelOrder {
    /** Red first. */
    RGB,
    /** Blue first, as OpenCV has it. */
    BGR
  }

  /** Refuses whites that are not above 0. */
  public ArrayImages {
    Require.that(
        white > 0 && Double.isFinite(white),
        "array_images: white: expected a finite number above 0, found %s",
        white);
    Require.that(order != null, "array_images: order: expected RGB or BGR, found none");
  }

  /** For the pictures of {@code ImageRecordReader}: blue first, 255 for white. */
  public static ArrayImages ofImageRecordReader(Augmentation<PixelsWritable> augmentation) {
    return new ArrayImages(augmentation, 255, ChannelOrder.BGR);
  }

  @Override
  public NDArrayWritable apply(NDArrayWritable item, RandomGenerator random) {
    PixelsWritable changed = augmentation.apply(read(item.get()), random);
    return new NDArrayWritable(write(changed, item.get().rank()));
  }

  /**
   * The picture in an array.
   *
   * @throws IllegalArgumentException if the array has not the shape of one picture
   */
  public PixelsWritable read(INDArray array) {
    long[] shape = array.shape();
    boolean single = shape.length == 3 || (shape.length == 4 && shape[0] == 1);
    Require.that(
        single,
        "array: expected [channels, height, width] or [1, channels, height, width], found %s",
        Arrays.toString(shape));
    int first = shape.length - 3;
    int channels = Math.toIntExact(shape[first]);
    float[] values = array.castTo(DataType.FLOAT).dup('c').data().asFloat();
    float scale = (float) (1 / white);
    for (int i = 0; i < values.length; i++) {
      values[i] *= scale;
    }
    reorder(values, channels);
    return new PixelsWritable(
        values, channels, Math.toIntExact(shape[first + 1]), Math.toIntExact(shape[first + 2]));
  }

  /** The array of a picture, float, of rank 3, or of rank 4 with a leading 1. */
  public INDArray write(PixelsWritable picture, int rank) {
    Require.that(rank == 3 || rank == 4, "array: expected rank 3 or 4, found %s", rank);
    float[] values = picture.values().clone();
    float scale = (float) white;
    for (int i = 0; i < values.length; i++) {
      values[i] *= scale;
    }
    reorder(values, picture.channels());
    long[] shape = {1, picture.channels(), picture.height(), picture.width()};
    return Nd4j.create(values, rank == 4 ? shape : Arrays.copyOfRange(shape, 1, 4), 'c');
  }

  private void reorder(float[] values, int channels) {
    if (order == ChannelOrder.BGR && channels == 3) {
      int plane = values.length / 3;
      float[] first = Arrays.copyOf(values, plane);
      System.arraycopy(values, 2 * plane, values, 0, plane);
      System.arraycopy(first, 0, values, 2 * plane, plane);
    }
  }
}
