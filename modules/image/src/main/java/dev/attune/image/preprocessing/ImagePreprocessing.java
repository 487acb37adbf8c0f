package dev.attune.image.preprocessing;

import dev.attune.image.decoding.RgbPixels;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;

/**
 * Evaluation preprocessing: the short side is resized (bilinear with antialiasing), a centred
 * square is cut out, each channel is normalised by {@code (value - mean) / std} with values in [0,
 * 1]. It is stored with the weights, since an encoder answers differently to pixels prepared
 * otherwise.
 *
 * @param size side of the square, in pixels
 * @param cropFraction size over the length that the short side is resized to, in (0, 1]; 1 keeps
 *     the whole short side, 0.875 is what ImageNet's evaluation is often run with (256 to 224)
 * @param mean of red, green, blue
 * @param std of red, green, blue, positive
 */
public record ImagePreprocessing(int size, double cropFraction, List<Float> mean, List<Float> std) {
  /** Name of the file beside the weights. */
  public static final String FILE = "preprocess.json";

  /** The largest size; attention over more patches than that fits no memory. */
  static final int LARGEST = 4096;

  private static final int CHANNELS = 3;

  /** Checks ranges. */
  public ImagePreprocessing {
    if (size < 1 || size > LARGEST) {
      throw new IllegalArgumentException("size: expected 1 to " + LARGEST + ", found " + size);
    }
    if (!(cropFraction >= 0.01 && cropFraction <= 1)) {
      throw new IllegalArgumentException(
          "crop_fraction: expected 0.01 to 1, found " + cropFraction);
    }
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (mean.size() != CHANNELS || !mean.stream().allMatch(Float::isFinite)) {
      throw new IllegalArgumentException("mean: expected three finite numbers, found " + mean);
    }
    if (std.size() != CHANNELS || !std.stream().allMatch(s -> Float.isFinite(s) && s > 0)) {
      throw new IllegalArgumentException("std: expected three positive numbers, found " + std);
    }
  }

  /** The whole short side, values to [-1, 1], which fits drawings and photographs alike. */
  public static ImagePreprocessing of(int size) {
    return new ImagePreprocessing(size, 1, List.of(0.5f, 0.5f, 0.5f), List.of(0.5f, 0.5f, 0.5f));
  }

  /**
   * Prepares an image of any kind that Java knows; alpha is laid over white.
   *
   * @return {@code [3, size, size]}: channel, row, column
   */
  public float[] apply(BufferedImage image) {
    int width = image.getWidth();
    int[] pixels = RgbPixels.of(image);
    return apply(
        width,
        image.getHeight(),
        (channel, y, row) -> {
          int shift = 16 - 8 * channel;
          for (int x = 0; x < width; x++) {
            row[x] = (pixels[y * width + x] >> shift & 0xFF) / 255f;
          }
        });
  }

  /**
   * Prepares pixels that are decoded already.
   *
   * @param pixels {@code [3, height, width]} in [0, 1]
   * @return {@code [3, size, size]}: channel, row, column
   */
  public float[] apply(float[] pixels, int width, int height) {
    if (width < 1 || height < 1 || pixels.length != (long) CHANNELS * width * height) {
      throw new IllegalArgumentException(
          "pixels: expected [3, "
              + height
              + ", "
              + width
              + "], found "
              + pixels.length
              + " values");
    }
    return apply(
        width,
        height,
        (channel, y, row) ->
            System.arraycopy(pixels, (channel * height + y) * width, row, 0, width));
  }

  private float[] apply(int width, int height, TriangleResize.Rows rows) {
    int target = (int) Math.round(size / cropFraction);
    int shortSide = Math.min(width, height);
    TriangleResize.Axis across = axis(width, shortSide, target);
    TriangleResize.Axis down = axis(height, shortSide, target);
    float[] prepared = new float[CHANNELS * size * size];
    for (int channel = 0; channel < CHANNELS; channel++) {
      int from = channel * size * size;
      TriangleResize.plane(rows, channel, across, down, prepared, from);
      float mean = this.mean.get(channel);
      float std = this.std.get(channel);
      for (int i = from; i < from + size * size; i++) {
        prepared[i] = (prepared[i] - mean) / std;
      }
    }
    return prepared;
  }

  /** Only the part inside the square is ever computed, so a strip of 16,384 x 1 costs no more. */
  private TriangleResize.Axis axis(int length, int shortSide, int target) {
    int resized = (int) Math.max(target, (long) target * length / shortSide);
    return new TriangleResize.Axis(length, resized, (resized - size) / 2, size);
  }

  /**
   * Writes {@value #FILE}.
   *
   * @throws java.io.UncheckedIOException if the disk refuses
   */
  public void save(Path directory) {
    PreprocessingFile.write(directory.resolve(FILE), this);
  }

  /**
   * Reads {@value #FILE}.
   *
   * @throws IllegalArgumentException in one line, with file and key, if it is missing or wrong
   * @throws java.io.UncheckedIOException if the disk fails
   */
  public static ImagePreprocessing load(Path directory) {
    return PreprocessingFile.read(directory.resolve(FILE));
  }
}
