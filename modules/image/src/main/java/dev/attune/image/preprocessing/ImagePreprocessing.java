package dev.attune.image.preprocessing;

import dev.attune.augmentation.image.Normalise;
import dev.attune.augmentation.image.PixelsWritable;
import dev.attune.augmentation.image.ResizeCentreCrop;
import dev.attune.engine.encoder.ConfigRecord;
import dev.attune.engine.encoder.Require;
import dev.attune.image.decoding.RgbPixels;
import dev.attune.image.encoder.ImageTower;
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
 * @param cropFraction size over the length that the short side is resized to, 0.01 to 1; 1 keeps
 *     the whole short side, 0.875 is what ImageNet's evaluation is often run with (256 to 224)
 * @param mean of red, green, blue
 * @param std of red, green, blue, positive
 */
public record ImagePreprocessing(
    int size, double cropFraction, List<Double> mean, List<Double> std) {
  /** Name of the file beside the weights. */
  public static final String FILE = "preprocess.json";

  private static final int CHANNELS = 3;

  /** Checks ranges. */
  public ImagePreprocessing {
    Require.range("size", size, 1, ImageTower.LARGEST);
    if (!(cropFraction >= 0.01 && cropFraction <= 1)) {
      throw new IllegalArgumentException(
          "crop_fraction: expected 0.01 to 1, found " + cropFraction);
    }
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (mean.size() != CHANNELS || !mean.stream().allMatch(Double::isFinite)) {
      throw new IllegalArgumentException("mean: expected three finite numbers, found " + mean);
    }
    if (std.size() != CHANNELS || !std.stream().allMatch(s -> Double.isFinite(s) && s > 0)) {
      throw new IllegalArgumentException("std: expected three positive numbers, found " + std);
    }
  }

  /** The whole short side, values to [-1, 1], which fits drawings and photographs alike. */
  public static ImagePreprocessing of(int size) {
    return new ImagePreprocessing(size, 1, List.of(0.5, 0.5, 0.5), List.of(0.5, 0.5, 0.5));
  }

  /**
   * Prepares an image of any kind that Java knows; alpha is laid over white.
   *
   * @return {@code [3, size, size]}: channel, row, column
   */
  public float[] apply(BufferedImage image) {
    return apply(RgbPixels.of(image));
  }

  /**
   * Prepares pixels that are decoded already.
   *
   * @param pixels {@code [3 or 1, height, width]} in [0, 1]; grey becomes three equal channels
   * @return {@code [3, size, size]}: channel, row, column
   */
  public float[] apply(PixelsWritable pixels) {
    int shortSide = (int) Math.round(size / cropFraction);
    PixelsWritable square = new ResizeCentreCrop(shortSide, size, size).apply(pixels);
    return new Normalise(mean, std).apply(square.withChannels(CHANNELS)).values();
  }

  /**
   * Writes {@value #FILE}.
   *
   * @throws java.io.UncheckedIOException if the disk refuses
   */
  public void save(Path directory) {
    ConfigRecord.write(directory.resolve(FILE), this);
  }

  /**
   * Reads {@value #FILE}.
   *
   * @throws IllegalArgumentException in one line, with file and key, if it is missing or wrong
   * @throws java.io.UncheckedIOException if the disk fails
   */
  public static ImagePreprocessing load(Path directory) {
    return ConfigRecord.read(directory.resolve(FILE), ImagePreprocessing.class);
  }
}
