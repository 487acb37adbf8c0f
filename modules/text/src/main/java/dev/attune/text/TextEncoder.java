package dev.attune.text;

import dev.attune.engine.Tensor;
import dev.attune.engine.checkpoint.Safetensors;
import dev.attune.engine.executor.Executor;
import dev.attune.engine.executor.Nd4jExecutor;
import dev.attune.graph.Encoder;
import dev.attune.text.encoder.TextInputs;
import dev.attune.text.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Texts to vectors: a tower, its weights and its tokenizer. Vectors have unit length if the tower
 * is projected into a shared space ({@link dev.attune.graph.layer.ProjectedEncoder}), and are as
 * the tower gives them otherwise.
 *
 * <p>Owns off-heap memory. For one thread at a time.
 */
public final class TextEncoder implements AutoCloseable {
  private static final String WEIGHTS = "model.safetensors";

  /** Large enough for fast products, small enough that a few texts do not wait for padding. */
  private static final int ROWS = 32;

  private final Encoder tower;
  private final Tokenizer tokenizer;
  private final int rows;
  private final EmbeddingSession session;

  /** On ND4J's backend, in batches of 32. */
  public TextEncoder(Encoder tower, Tokenizer tokenizer, Map<String, Tensor> weights) {
    this(tower, tokenizer, weights, new Nd4jExecutor(), ROWS);
  }

  /**
   * Compiles a tower.
   *
   * @param tower such as a {@link dev.attune.text.encoder.TextTransformer}, or one projected
   * @param tokenizer gives the tower's ids
   * @param weights by parameter name; more than the tower has is no error
   * @param executor what runs it
   * @param rows texts a batch; fewer are padded to as many
   * @throws IllegalArgumentException if a weight is missing or has another shape, or the tokenizer
   *     has more ids than the tower
   */
  public TextEncoder(
      Encoder tower,
      Tokenizer tokenizer,
      Map<String, Tensor> weights,
      Executor executor,
      int rows) {
    TowerConfig.requireVocabulary(tower, tokenizer);
    this.tower = tower;
    this.tokenizer = tokenizer;
    this.rows = rows;
    this.session = new EmbeddingSession(tower, weights, executor, rows);
  }

  /** With first weights drawn from a seed. */
  public static TextEncoder untrained(Encoder tower, Tokenizer tokenizer, long seed) {
    return new TextEncoder(tower, tokenizer, TowerWeights.initial(tower, seed));
  }

  /**
   * Reads what {@link #save} wrote, such as {@code encoders/text} of a run.
   *
   * @throws IllegalArgumentException in one line that names the file, what was expected and what
   *     was found, if a file is missing or wrong
   * @throws UncheckedIOException if the disk fails
   */
  public static TextEncoder load(Path directory) {
    return load(directory, new Nd4jExecutor(), ROWS);
  }

  /** {@link #load(Path)} on an executor and in batches of one's own choice. */
  public static TextEncoder load(Path directory, Executor executor, int rows) {
    Path config = directory.resolve(TowerConfig.FILE);
    Encoder tower = TowerConfig.read(config);
    Tokenizer tokenizer = Tokenizer.load(directory);
    try {
      TowerConfig.requireVocabulary(tower, tokenizer);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(config + ": " + e.getMessage(), e);
    }
    Path file = directory.resolve(WEIGHTS);
    Map<String, Tensor> weights = Safetensors.read(file);
    try {
      return new TextEncoder(tower, tokenizer, TowerWeights.of(tower, weights), executor, rows);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Writes all that {@link #load} needs: {@code model.safetensors}, {@code config.json} and the
   * vocabulary.
   *
   * @param directory made if it is not there
   * @param tower a {@link dev.attune.text.encoder.TextTransformer}, or one projected
   * @param weights those of the tower and any others, which are left out
   * @throws IllegalArgumentException if a weight is missing, or the tower is none of these
   * @throws UncheckedIOException if the disk refuses
   */
  public static void save(
      Path directory, Encoder tower, Tokenizer tokenizer, Map<String, Tensor> weights) {
    TowerConfig.requireVocabulary(tower, tokenizer);
    Map<String, Object> config = TowerConfig.tree(tower);
    Map<String, Tensor> own = TowerWeights.of(tower, weights);
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(directory + ": " + e.getMessage(), e);
    }
    tokenizer.save(directory);
    Safetensors.write(directory.resolve(WEIGHTS), own, Map.of());
    ConfigFile.write(directory.resolve(TowerConfig.FILE), config);
  }

  /** Width of the vectors. */
  public int width() {
    return tower.width();
  }

  /**
   * A vector for each text, [texts, width]. Text beyond the tower's context is cut.
   *
   * @param texts any number; the vector of one does not depend on the others
   */
  public float[][] embed(List<String> texts) {
    float[][] embeddings = new float[texts.size()][];
    for (int from = 0; from < embeddings.length; from += rows) {
      List<String> some = texts.subList(from, Math.min(from + rows, embeddings.length));
      session.run(TextInputs.of(tower, tokenizer, some, rows), embeddings, from);
    }
    return embeddings;
  }

  @Override
  public void close() {
    session.close();
  }
}
