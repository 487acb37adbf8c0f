package dev.attune.image;

import dev.attune.engine.Batch;
import dev.attune.engine.Tensor;
import dev.attune.engine.encoder.EmbeddingSession;
import dev.attune.engine.encoder.Preparation;
import dev.attune.engine.encoder.TowerFiles;
import dev.attune.engine.encoder.TowerWeights;
import dev.attune.engine.executor.AvailableExecutors;
import dev.attune.engine.executor.Executor;
import dev.attune.graph.Encoder;
import dev.attune.graph.InputSpec;
import dev.attune.image.decoding.ImageDecoder;
import dev.attune.image.encoder.ConvolutionalNetwork;
import dev.attune.image.encoder.ImageTower;
import dev.attune.image.encoder.VisionTransformer;
import dev.attune.image.preprocessing.ImagePreprocessing;
import java.awt.image.BufferedImage;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Images to vectors: a tower, its weights and the preprocessing that it was trained for. Vectors
 * have unit length if the tower is projected into a shared space ({@link
 * dev.attune.graph.layer.ProjectedEncoder}), and are as the tower gives them otherwise.
 *
 * <p>Owns off-heap memory. For one thread at a time; decoding and preprocessing run ahead on
 * threads of their own.
 */
public final class ImageEncoder implements AutoCloseable {
  private static final TowerFiles FILES =
      new TowerFiles(VisionTransformer.class, ConvolutionalNetwork.class);

  /** Large enough for fast products, small enough that a few images do not wait for padding. */
  public static final int ROWS = 32;

  /** Batches prepared ahead: one to take while another is made. */
  private static final int BATCHES_AHEAD = 2;

  private final Encoder tower;
  private final ImagePreprocessing preprocessing;
  private final EmbeddingSession session;
  private final ImageDecoder decoder = new ImageDecoder();

  /** On the executor that suits the machine best, in batches of 32. */
  public ImageEncoder(
      Encoder tower, ImagePreprocessing preprocessing, Map<String, Tensor> weights) {
    this(tower, preprocessing, weights, AvailableExecutors.auto(), ROWS);
  }

  /**
   * Compiles a tower.
   *
   * @param tower such as a {@link VisionTransformer}, or one projected
   * @param preprocessing gives the tower's pixels
   * @param weights by parameter name; more than the tower has is no error
   * @param executor what runs it
   * @param rows images a batch; fewer are padded to as many
   * @throws IllegalArgumentException if a weight is missing or has another shape, or the
   *     preprocessing gives another size than the tower reads
   */
  public ImageEncoder(
      Encoder tower,
      ImagePreprocessing preprocessing,
      Map<String, Tensor> weights,
      Executor executor,
      int rows) {
    requireSize(tower, preprocessing);
    this.tower = tower;
    this.preprocessing = preprocessing;
    this.session = new EmbeddingSession(tower, weights, executor, rows);
  }

  private static void requireSize(Encoder tower, ImagePreprocessing preprocessing) {
    int size = preprocessing.size();
    long[] expected = {1, 3, size, size};
    List<InputSpec> inputs = tower.inputs(1);
    InputSpec pixels = inputs.get(0);
    if (inputs.size() != 1
        || !pixels.name().equals(ImageTower.PIXELS)
        || !Arrays.equals(pixels.shape(), expected)) {
      throw new IllegalArgumentException(
          "preprocessing gives %s%s, the tower reads %s%s"
              .formatted(
                  ImageTower.PIXELS,
                  Arrays.toString(expected),
                  pixels.name(),
                  Arrays.toString(pixels.shape())));
    }
  }

  /** With first weights drawn from a seed. */
  public static ImageEncoder untrained(Encoder tower, ImagePreprocessing preprocessing, long seed) {
    return new ImageEncoder(tower, preprocessing, TowerWeights.initial(tower, seed));
  }

  /**
   * Reads what {@link #save} wrote, such as {@code encoders/image} of a run.
   *
   * @throws IllegalArgumentException in one line that names the file, what was expected and what
   *     was found, if a file is missing or wrong
   * @throws UncheckedIOException if the disk fails
   */
  public static ImageEncoder load(Path directory) {
    return load(directory, AvailableExecutors.auto(), ROWS);
  }

  /** {@link #load(Path)} on an executor and in batches of one's own choice. */
  public static ImageEncoder load(Path directory, Executor executor, int rows) {
    Encoder tower = FILES.readTower(directory);
    ImagePreprocessing preprocessing = ImagePreprocessing.load(directory);
    try {
      requireSize(tower, preprocessing);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          directory.resolve(ImagePreprocessing.FILE) + ": " + e.getMessage(), e);
    }
    Map<String, Tensor> weights = FILES.readWeights(directory, tower);
    return new ImageEncoder(tower, preprocessing, weights, executor, rows);
  }

  /**
   * Writes all that {@link #load} needs: {@code model.safetensors}, {@code config.json} and {@code
   * preprocess.json}.
   *
   * @param directory made if it is not there
   * @param tower one of {@code dev.attune.image.encoder}, or such a one projected
   * @param weights those of the tower and any others, which are left out
   * @throws IllegalArgumentException if a weight is missing, or the tower is none of these
   * @throws UncheckedIOException if the disk refuses
   */
  public static void save(
      Path directory,
      Encoder tower,
      ImagePreprocessing preprocessing,
      Map<String, Tensor> weights) {
    requireSize(tower, preprocessing);
    FILES.write(directory, tower, weights, preprocessing::save);
  }

  /** Width of the vectors. */
  public int width() {
    return session.width();
  }

  /**
   * A vector for each image, [images, width].
   *
   * @param images any number, of any size; the vector of one does not depend on the others
   */
  public float[][] embed(List<BufferedImage> images) {
    return embed(images, image -> preprocessing.apply(image));
  }

  /**
   * A vector for each file, [files, width]. Files are decoded while the tower runs, a few batches
   * ahead, so any number fits the memory.
   *
   * @throws dev.attune.image.decoding.UnreadableImageException for the first file, in their order,
   *     that is missing, no image, broken or too large
   */
  public float[][] embedFiles(List<Path> files) {
    return embed(files, file -> preprocessing.apply(decoder.pixels(file)));
  }

  private <T> float[][] embed(List<T> items, Function<T, float[]> prepare) {
    int ahead = BATCHES_AHEAD * session.rows();
    try (Preparation<T, float[]> prepared = new Preparation<>(items, prepare, ahead)) {
      return session.embed(items.size(), (from, to) -> batch(from, to, i -> prepared.next()));
    }
  }

  /**
   * A vector for each array of prepared pixels, [arrays, width].
   *
   * @param pixels each [3, size, size], as {@link ImagePreprocessing} gives them
   */
  public float[][] embedPixels(List<float[]> pixels) {
    return session.embed(pixels.size(), (from, to) -> batch(from, to, pixels::get));
  }

  private Batch batch(int from, int to, IntFunction<float[]> pixels) {
    int length = 3 * preprocessing.size() * preprocessing.size();
    float[] all = new float[Math.multiplyExact(session.rows(), length)];
    for (int item = from; item < to; item++) {
      float[] one = pixels.apply(item);
      if (one.length != length) {
        throw new IllegalArgumentException(
            "pixels: expected %d values an image, found %d".formatted(length, one.length));
      }
      System.arraycopy(one, 0, all, (item - from) * length, length);
    }
    String name = tower.name() + "." + ImageTower.PIXELS;
    return new Batch(session.rows(), Map.of(name, all), Map.of());
  }

  @Override
  public void close() {
    session.close();
  }
}
