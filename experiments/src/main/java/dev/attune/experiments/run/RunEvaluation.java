package dev.attune.experiments.run;

import dev.attune.augmentation.image.PixelsWritable;
import dev.attune.datasets.Dataset;
import dev.attune.datasets.split.EvaluationSplit;
import dev.attune.evaluation.EvaluationRow;
import dev.attune.evaluation.RetrievalProtocol;
import dev.attune.evaluation.ZeroShotProtocol;
import dev.attune.experiments.config.EvaluationConfig;
import dev.attune.experiments.config.ExperimentConfig;
import dev.attune.image.ImageEncoder;
import dev.attune.text.TextEncoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** The protocols of an experiment on one pair of encoders, each figure beside its controls. */
final class RunEvaluation {
  /** Names of the protocols there are. */
  static final Set<String> PROTOCOLS = Set.of("retrieval", ZeroShotProtocol.NAME);

  /** Random encoders are drawn from a seed of their own, or they would start as the run's did. */
  private static final long RANDOM_ENCODER_SEED = 0x5EED;

  /** Cells a side of the finer baseline: where in the picture a colour is. */
  private static final int GRID = 4;

  private final ExperimentConfig config;
  private final ExperimentData data;
  private final List<EvaluationSplit> splits;

  RunEvaluation(ExperimentConfig config, ExperimentData data) {
    this.config = config;
    this.data = data;
    this.splits = data.measured();
  }

  /**
   * Measures.
   *
   * @param protocols names out of {@link #PROTOCOLS}
   * @param embedded what is measured
   * @param texts the text encoder, for prompts
   * @param pixels decodes images, for the baseline
   */
  List<EvaluationRow> evaluate(
      Set<String> protocols,
      Embedded embedded,
      TextEncoder texts,
      Towers towers,
      Function<Path, PixelsWritable> pixels) {
    long seed = config.seed() + RANDOM_ENCODER_SEED;
    try (ImageEncoder randomImages = towers.randomImageEncoder(seed);
        TextEncoder randomTexts = towers.randomTextEncoder(seed)) {
      return evaluate(protocols, embedded, texts, randomImages, randomTexts, pixels);
    }
  }

  private List<EvaluationRow> evaluate(
      Set<String> protocols,
      Embedded embedded,
      TextEncoder texts,
      ImageEncoder randomImages,
      TextEncoder randomTexts,
      Function<Path, PixelsWritable> pixels) {
    Dataset items = data.data();
    EvaluationConfig settings = config.evaluation();
    Embedded random = Embedded.of(items, splits, randomImages, randomTexts);
    List<EvaluationRow> rows = new ArrayList<>();
    if (protocols.contains("retrieval")) {
      Map<String, Embedded> controls = new LinkedHashMap<>();
      controls.put(RetrievalProtocol.RANDOM_ENCODER, random);
      controls.put("bag_of_words_mean_colour", baseline(1, pixels).like(random));
      controls.put("bag_of_words_colour_grid", baseline(GRID, pixels).like(random));
      rows.addAll(
          new RetrievalEvaluation(items, splits, settings.recallAt(), settings.bootstrapResamples())
              .evaluate(embedded, controls));
    }
    if (protocols.contains(ZeroShotProtocol.NAME) && !settings.promptTemplates().isEmpty()) {
      ZeroShotEvaluation zeroShot =
          new ZeroShotEvaluation(items, settings.promptTemplates(), settings.bootstrapResamples());
      rows.addAll(
          zeroShot.evaluate(
              splits,
              embedded,
              zeroShot.prototypes(texts),
              random,
              zeroShot.prototypes(randomTexts)));
    }
    return rows;
  }

  private ColourBaseline baseline(int grid, Function<Path, PixelsWritable> pixels) {
    return new ColourBaseline(grid, data.data(), data.plan(), config.data().captions(), pixels);
  }

  /** All protocols, or those asked for. */
  static Set<String> protocols(List<String> asked) {
    for (String name : asked) {
      if (!PROTOCOLS.contains(name)) {
        throw new IllegalArgumentException(
            "--protocol: expected one of %s, found %s".formatted(new TreeSet<>(PROTOCOLS), name));
      }
    }
    return asked.isEmpty() ? PROTOCOLS : Set.copyOf(asked);
  }
}
