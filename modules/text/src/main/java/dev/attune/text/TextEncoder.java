package dev.attune.text;

import dev.attune.engine.Tensor;
import dev.attune.engine.encoder.LengthBuckets;
import dev.attune.engine.encoder.TowerFiles;
import dev.attune.engine.encoder.TowerWeights;
import dev.attune.engine.executor.AvailableExecutors;
import dev.attune.engine.executor.Executor;
import dev.attune.graph.Encoder;
import dev.attune.graph.layer.ProjectedEncoder;
import dev.attune.text.encoder.TextInputs;
import dev.attune.text.encoder.TextTransformer;
import dev.attune.text.tokenizer.Tokenizer;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Texts to vectors: a tower, its weights and its tokenizer. Vectors have unit length if the tower
 * is projected into a shared space ({@link ProjectedEncoder}), and are as the tower gives them
 * otherwise.
 *
 * <p>Owns off-heap memory. For one thread at a time.
 */
public final class TextEncoder implements AutoCloseable {
  private static final TowerFiles FILES = new TowerFiles(TextTransformer.class);

  /** Large enough for fast products, small enough that a few texts do not wait for padding. */
  public static final int ROWS = 32;

  /** The shortest length worth a program of its own. */
  private static final int SHORTEST = 8;

  private final LengthBuckets<String> buckets;

  /** On the executor that suits the machine best, in batches of 32. */
  public TextEncoder(Encoder tower, Tokenizer tokenizer, Map<String, Tensor> weights) {
    this(tower, tokenizer, weights, AvailableExecutors.auto(), ROWS);
  }

  /**
   * Compiles a tower.
   *
   * @param tower such as a {@link TextTransformer}, or one projected
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
    requireVocabulary(tower, tokenizer);
    this.buckets = new LengthBuckets<>(tower, lengths(tower, tokenizer), weights, executor, rows);
  }

  /** A tower that cannot be shortened has one length alone. */
  private static LengthBuckets.Lengths<String> lengths(Encoder tower, Tokenizer tokenizer) {
    Encoder inner = tower instanceof ProjectedEncoder projected ? projected.encoder() : tower;
    int context = TextInputs.context(tower);
    return new LengthBuckets.Lengths<>(
        inner instanceof TextTransformer ? SHORTEST : context,
        context,
        length -> ((TextTransformer) inner).withContext(length),
        1,
        text -> tokenizer.encode(text, context).length,
        (shorter, texts, rows) -> TextInputs.of(shorter, tokenizer, texts, rows));
  }

  /**
   * Makes sure that the tower's table has a row for each id of the tokenizer; an id beyond it would
   * read foreign memory.
   */
  private static void requireVocabulary(Encoder tower, Tokenizer tokenizer) {
    Encoder inner = tower instanceof ProjectedEncoder projected ? projected.encoder() : tower;
    if (inner instanceof TextTransformer transformer
        && transformer.vocabulary() < tokenizer.vocabularySize()) {
      throw new IllegalArgumentException(
          "vocabulary: expected at least the tokenizer's %d ids, found %d"
              .formatted(tokenizer.vocabularySize(), transformer.vocabulary()));
    }
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
    return load(directory, AvailableExecutors.auto(), ROWS);
  }

  /** {@link #load(Path)} on an executor and in batches of one's own choice. */
  public static TextEncoder load(Path directory, Executor executor, int rows) {
    Encoder tower = FILES.readTower(directory);
    Tokenizer tokenizer = Tokenizer.load(directory);
    try {
      requireVocabulary(tower, tokenizer);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          directory.resolve(TowerFiles.CONFIG) + ": " + e.getMessage(), e);
    }
    Map<String, Tensor> weights = FILES.readWeights(directory, tower);
    return new TextEncoder(tower, tokenizer, weights, executor, rows);
  }

  /**
   * Writes all that {@link #load} needs: {@code model.safetensors}, {@code config.json} and the
   * vocabulary.
   *
   * @param directory made if it is not there
   * @param tower a {@link TextTransformer}, or one projected
   * @param weights those of the tower and any others, which are left out
   * @throws IllegalArgumentException if a weight is missing, or the tower is none of these
   * @throws UncheckedIOException if the disk refuses
   */
  public static void save(
      Path directory, Encoder tower, Tokenizer tokenizer, Map<String, Tensor> weights) {
    requireVocabulary(tower, tokenizer);
    FILES.write(directory, tower, weights, tokenizer::save);
  }

  /** Width of the vectors. */
  public int width() {
    return buckets.width();
  }

  /**
   * A vector for each text, [texts, width]. Text beyond the tower's context is cut.
   *
   * @param texts any number; the vector of one does not depend on the others
   */
  public float[][] embed(List<String> texts) {
    return buckets.embed(texts);
  }

  @Override
  public void close() {
    buckets.close();
  }
}
