package dev.attune.image;

import dev.attune.engine.Batch;
import dev.attune.engine.Tensor;
import dev.attune.engine.checkpoint.Safetensors;
import dev.attune.engine.executor.Executor;
import dev.attune.engine.executor.Nd4jExecutor;
import dev.attune.graph.Encoder;
import dev.attune.graph.InputSpec;
import dev.attune.image.decoding.ImageDecoder;
import dev.attune.image.encoder.ImageTower;
import dev.attune.image.preprocessing.ImagePreprocessing;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Images to vectors: a tower, its weights and the preprocessing that it was trained for. Vectors
 * have unit length if the tower is projected into a shared space ({@link
 * dev.attune.graph.layer.ProjectedEncoder}), and are as the tower gives them otherwise.
 *
 * <p>Owns off-heap memory. For one thread at a time; decoding and preprocessing run ahead on
 * threads of their own.
 */
public final class ImageEncoder implements AutoCloseable {
  private static final String WEIGHTS = "model.safetensors";

  /** Large enough for fast products, small enough that a few images do not wait for padding. */
  private static final int ROWS = 32;

  /** Batches prepared ahead: one to take while another is made. */
  private static final int BATCHES_AHEAD = 2;

  private final Encoder tower;
  private final ImagePreprocessing preprocessing;
  private final int rows;
  private final EmbeddingSession session;
  private final ImageDecoder decoder = new ImageDecoder();

  /** On ND4J's backend, in batches of 32. */
  public ImageEncoder(
      Encoder tower, ImagePreprocessing preprocessing, Map<String, Tensor> weights) {
    this(tower, preprocessing, weights, new Nd4jExecutor(), ROWS);
  }

  /**
   * Compiles a tower.
   *
   * @param tower such as a {@link dev.attune.image.encoder.VisionTransformer}, or one projected
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
    this.rows = rows;
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
    return load(directory, new Nd4jExecutor(), ROWS);
  }

  /** {@link #load(Path)} on an executor and in batches of one's own choice. */
  public static ImageEncoder load(Path directory, Executor executor, int rows) {
    Encoder tower = TowerConfig.read(directory.resolve(TowerConfig.FILE));
    ImagePreprocessing preprocessing = ImagePreprocessing.load(directory);
    try {
      requireSize(tower, preprocessing);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          directory.resolve(ImagePreprocessing.FILE) + ": " + e.getMessage(), e);
    }
    Path file = directory.resolve(WEIGHTS);
    Map<String, Tensor> weights = Safetensors.read(file);
    try {
      return new ImageEncoder(
          tower, preprocessing, TowerWeights.of(tower, weights), executor, rows);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
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
    Map<String, Object> config = TowerConfig.tree(tower);
    Map<String, Tensor> own = TowerWeights.of(tower, weights);
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(directory + ": " + e.getMessage(), e);
    }
    preprocessing.save(directory);
    Safetensors.write(directory.resolve(WEIGHTS), own, Map.of());
    ConfigFile.write(directory.resolve(TowerConfig.FILE), config);
  }

  /** Width of the vectors. */
  public int width() {
    return tower.width();
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
    float[][] embeddings = new float[items.size()][];
    try (Preparation<T> prepared = new Preparation<>(items, prepare, BATCHES_AHEAD * rows)) {
      for (int from = 0; from < embeddings.length; from += rows) {
        int count = Math.min(rows, embeddings.length - from);
        run(count, row -> prepared.next(), embeddings, from);
      }
    }
    return embeddings;
  }

  /**
   * A vector for each array of prepared pixels, [arrays, width].
   *
   * @param pixels each [3, size, size], as {@link ImagePreprocessing} gives them
   */
  public float[][] embedPixels(List<float[]> pixels) {
    float[][] embeddings = new float[pixels.size()][];
    for (int from = 0; from < embeddings.length; from += rows) {
      int start = from;
      int count = Math.min(rows, embeddings.length - from);
      run(count, row -> pixels.get(start + row), embeddings, from);
    }
    return embeddings;
  }

  private void run(int count, Function<Integer, float[]> pixels, float[][] into, int from) {
    int length = 3 * preprocessing.size() * preprocessing.size();
    float[] all = new float[Math.multiplyExact(rows, length)];
    for (int row = 0; row < count; row++) {
      float[] one = pixels.apply(row);
      if (one.length != length) {
        throw new IllegalArgumentException(
            "pixels: expected %d values an image, found %d".formatted(length, one.length));
      }
      System.arraycopy(one, 0, all, row * length, length);
    }
    String name = tower.name() + "." + ImageTower.PIXELS;
    session.run(new Batch(rows, Map.of(name, all), Map.of()), into, from);
  }

  @Override
  public void close() {
    session.close();
  }
}
