package dev.attune.experiments.config;

import dev.attune.experiments.json.Default;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * One experiment.
 *
 * @param name of the run; its default directory is {@code runs/<name>}
 * @param seed of weights, order, augmentations and captions; the split has its own
 * @param executor {@code auto}, {@code cpu} or {@code nd4j}
 * @param data items and how they are split
 * @param image the image tower
 * @param text the text tower
 * @param embeddingWidth of the shared space
 * @param pairs which towers are drawn together, and by which objective; today the one pair of
 *     {@code image} and {@code text}
 * @param training how long and how
 * @param evaluation what is measured at the end
 */
public record ExperimentConfig(
    String name,
    @Default("1") long seed,
    @Default("\"auto\"") String executor,
    DataConfig data,
    ImageConfig image,
    TextConfig text,
    @Default("128") int embeddingWidth,
    @Default("[{}]") List<PairConfig> pairs,
    @Default("{}") TrainingConfig training,
    @Default("{}") EvaluationConfig evaluation) {
  private static final Set<String> EXECUTORS = Set.of("auto", "cpu", "nd4j");
  private static final Set<String> TOWERS = Set.of("image", "text");

  public ExperimentConfig {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")) {
      throw new IllegalArgumentException(
          "name: expected letters, digits, dots, dashes and underscores, found \"" + name + "\"");
    }
    if (!EXECUTORS.contains(executor)) {
      throw new IllegalArgumentException(
          "executor: expected auto, cpu or nd4j, found \"" + executor + "\"");
    }
    Limits.atLeast(embeddingWidth, 1, "embedding_width");
    pairs = List.copyOf(pairs);
    if (pairs.size() != 1 || !Set.of(pairs.get(0).left(), pairs.get(0).right()).equals(TOWERS)) {
      throw new IllegalArgumentException(
          "pairs: expected one pair of image and text, found "
              + pairs.stream().map(pair -> pair.left() + " and " + pair.right()).toList());
    }
  }

  /**
   * The same experiment with its paths absolute.
   *
   * @param file that it was read from
   */
  public ExperimentConfig resolved(Path file) {
    DataConfig found =
        new DataConfig(
            data.source().resolved(file),
            data.split(),
            data.splitSeed(),
            data.captions(),
            data.cacheMegabytes(),
            data.loaderThreads());
    return new ExperimentConfig(
        name,
        seed,
        executor,
        found,
        image.resolved(),
        text.resolved(),
        embeddingWidth,
        pairs,
        training,
        evaluation);
  }
}
