package dev.attune.augmentation.imagetransform;

import dev.attune.augmentation.Require;
import dev.attune.augmentation.image.PixelsWritable;
import java.nio.ByteBuffer;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.OpenCVFrameConverter;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.datavec.image.data.ImageWritable;

/**
 * Between DataVec's images (8 bits, blue first, rows padded) and planes of floats.
 *
 * <p>Off-heap memory of an image made here is freed when the image is collected, as with DataVec's
 * own.
 */
public final class Frames {
  private static final int[] FROM_BLUE = {2, 1, 0};

  private Frames() {}

  /**
   * The colours of an image; of four channels the last is transparency, laid over white.
   *
   * @throws IllegalArgumentException unless the image has 8 bits and 1, 3 or 4 channels
   */
  public static PixelsWritable read(ImageWritable image) {
    Frame frame = image.getFrame();
    int channels = frame.imageChannels;
    Require.that(
        frame.imageDepth == Frame.DEPTH_UBYTE && (channels == 1 || channels == 3 || channels == 4),
        "image: expected 8 bits and 1, 3 or 4 channels, found depth %s and %s channels",
        frame.imageDepth,
        channels);
    ByteBuffer bytes = ((ByteBuffer) frame.image[0]).duplicate();
    int height = frame.imageHeight;
    int width = frame.imageWidth;
    int planes = channels == 1 ? 1 : 3;
    float[] values = new float[planes * height * width];
    byte[] row = new byte[width * channels];
    for (int y = 0; y < height; y++) {
      bytes.position(y * frame.imageStride);
      bytes.get(row);
      for (int x = 0; x < width; x++) {
        float alpha = channels == 4 ? (row[x * 4 + 3] & 0xff) / 255f : 1f;
        for (int c = 0; c < planes; c++) {
          int from = x * channels + (planes == 1 ? 0 : FROM_BLUE[c]);
          values[(c * height + y) * width + x] = (row[from] & 0xff) / 255f * alpha + 1f - alpha;
        }
      }
    }
    return new PixelsWritable(values, planes, height, width);
  }

  /** An 8-bit image with the picture's channels; values outside [0, 1] are clamped. */
  public static ImageWritable write(PixelsWritable picture) {
    int channels = picture.channels();
    int height = picture.height();
    int width = picture.width();
    byte[] bytes = new byte[channels * height * width];
    float[] values = picture.values();
    for (int c = 0; c < channels; c++) {
      int plane = (channels == 1 ? 0 : FROM_BLUE[c]) * height * width;
      for (int i = 0; i < height * width; i++) {
        float clamped = Math.max(0f, Math.min(1f, values[plane + i]));
        bytes[i * channels + c] = (byte) Math.round(255f * clamped);
      }
    }
    Mat mat = new Mat(height, width, channels == 1 ? opencv_core.CV_8UC1 : opencv_core.CV_8UC3);
    mat.data().put(bytes);
    try (OpenCVFrameConverter.ToMat converter = new OpenCVFrameConverter.ToMat()) {
      return new ImageWritable(converter.convert(mat));
    }
  }
}
