package dev.attune.experiments.config;

import dev.attune.experiments.json.Default;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One experiment.
 *
 * @param name of the run; its default directory is {@code runs/<name>}
 * @param seed of weights, order, augmentations and captions; the split has its own
 * @param executor {@code auto}, {@code cuda}, {@code cpu} or {@code nd4j}
 * @param precision of its products: {@code fp32}, {@code tf32} or {@code bf16}
 * @param devices GPUs that each batch is shared out over
 * @param data items and how they are split
 * @param image the image tower, if there is one
 * @param text the text tower, if there is one
 * @param audio the audio tower, if there is one
 * @param embeddingWidth of the shared space
 * @param pairs which towers are drawn together, and by which objective; every tower is in one
 * @param reconstructions of hidden patches, trained beside the pairs
 * @param training how long and how
 * @param evaluation what is measured at the end
 */
public record ExperimentConfig(
    String name,
    @Default("1") long seed,
    @Default("\"auto\"") String executor,
    @Default("\"fp32\"") String precision,
    @Default("1") int devices,
    DataConfig data,
    Optional<ImageConfig> image,
    Optional<TextConfig> text,
    Optional<AudioConfig> audio,
    @Default("128") int embeddingWidth,
    @Default("[{}]") List<PairConfig> pairs,
    @Default("[]") List<ReconstructionConfig> reconstructions,
    @Default("{}") TrainingConfig training,
    @Default("{}") EvaluationConfig evaluation)
    implements RunConfig {

  public ExperimentConfig {
    RunConfig.require(name, executor, precision);
    Limits.atLeast(embeddingWidth, 1, "embedding_width");
    pairs = List.copyOf(pairs);
    reconstructions = List.copyOf(reconstructions);
    Set<String> towers = new TreeSet<>();
    text.ifPresent(tower -> towers.add("text"));
    image.ifPresent(tower -> towers.add("image"));
    audio.ifPresent(tower -> towers.add("audio"));
    if (image.map(tower -> !tower.localAugmentations().isEmpty()).orElse(false)) {
      throw new IllegalArgumentException(
          "image.local_augmentations: expected none in an alignment, which has no local views");
    }
    requirePairs(towers, pairs);
    requireReconstructions(towers, reconstructions, training);
    Limits.atLeast(devices, 1, "devices");
    if (devices > 1) {
      requireShared(devices, executor, reconstructions, training);
    }
  }

  private static void requireShared(
      int devices,
      String executor,
      List<ReconstructionConfig> reconstructions,
      TrainingConfig training) {
    if (training.batchSize() % devices != 0) {
      throw new IllegalArgumentException(
          "devices: expected a divisor of training.batch_size %d, found %d"
              .formatted(training.batchSize(), devices));
    }
    String alone =
        !executor.equals("cuda")
            ? "with executor " + executor
            : training.chunkSize() > 0
                ? "with training.chunk_size"
                : training.accumulation() > 1
                    ? "with training.accumulation"
                    : reconstructions.isEmpty() ? "" : "with reconstructions";
    if (!alone.isEmpty()) {
      throw new IllegalArgumentException(
          "devices: expected 1 %s, found %d".formatted(alone, devices));
    }
  }

  private static void requireReconstructions(
      Set<String> towers, List<ReconstructionConfig> reconstructions, TrainingConfig training) {
    Set<String> targets = new HashSet<>();
    for (ReconstructionConfig reconstruction : reconstructions) {
      Set<String> named = new TreeSet<>(reconstruction.given());
      named.add(reconstruction.target());
      if (!towers.containsAll(named)) {
        throw new IllegalArgumentException(
            "reconstructions: expected target and given out of the towers %s, found %s"
                .formatted(towers, named));
      }
      if (!targets.add(reconstruction.target())) {
        throw new IllegalArgumentException(
            "reconstructions: expected each target once, found %s again"
                .formatted(reconstruction.target()));
      }
    }
    if (!reconstructions.isEmpty() && training.chunkSize() > 0) {
      throw new IllegalArgumentException(
          "reconstructions: expected training.chunk_size 0 beside them, found "
              + training.chunkSize());
    }
  }

  private static void requirePairs(Set<String> towers, List<PairConfig> pairs) {
    if (towers.size() < 2) {
      throw new IllegalArgumentException(
          "expected two or three of image, text and audio, found " + towers);
    }
    Set<String> paired = new TreeSet<>();
    Set<Set<String>> known = new HashSet<>();
    for (PairConfig pair : pairs) {
      Set<String> both = Set.of(pair.left(), pair.right());
      if (!towers.containsAll(both)) {
        throw new IllegalArgumentException(
            "pairs: expected two of the towers %s, found %s and %s"
                .formatted(towers, pair.left(), pair.right()));
      }
      if (!known.add(both)) {
        throw new IllegalArgumentException(
            "pairs: expected each pair once, found %s and %s again"
                .formatted(pair.left(), pair.right()));
      }
      paired.addAll(both);
    }
    if (!paired.equals(towers)) {
      throw new IllegalArgumentException(
          "pairs: expected each of the towers %s in one, found %s".formatted(towers, paired));
    }
  }

  @Override
  public ExperimentConfig resolved(Path file) {
    return new ExperimentConfig(
        name,
        seed,
        executor,
        precision,
        devices,
        data.resolved(file),
        image.map(ImageConfig::resolved),
        text.map(TextConfig::resolved),
        audio.map(AudioConfig::resolved),
        embeddingWidth,
        pairs,
        reconstructions,
        training,
        evaluation);
  }
}
