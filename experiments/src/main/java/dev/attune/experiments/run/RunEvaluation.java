package dev.attune.experiments.run;

import dev.attune.engine.Tensor;
import dev.attune.evaluation.EvaluationRow;
import dev.attune.evaluation.GeometryProtocol;
import dev.attune.evaluation.ReconstructionProtocol;
import dev.attune.evaluation.RetrievalProtocol;
import dev.attune.evaluation.ZeroShotProtocol;
import dev.attune.experiments.config.EvaluationConfig;
import dev.attune.experiments.config.ExperimentConfig;
import dev.attune.experiments.modality.Embedder;
import dev.attune.experiments.modality.Media;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** The protocols of an experiment, each figure beside its controls. */
final class RunEvaluation {
  /** Names of the protocols there are. */
  static final Set<String> PROTOCOLS =
      Set.of(
          "retrieval", ZeroShotProtocol.NAME, ReconstructionProtocol.NAME, GeometryProtocol.NAME);

  /** Random encoders are drawn from a seed of their own, or they would start as the run's did. */
  private static final long RANDOM_ENCODER_SEED = 0x5EED;

  /** Cells a side of the finer baseline: where in the picture a colour is. */
  private static final int GRID = 4;

  private final ExperimentConfig config;
  private final ExperimentData data;
  private final Towers towers;
  private final Media media;

  RunEvaluation(ExperimentConfig config, ExperimentData data, Towers towers, Media media) {
    this.config = config;
    this.data = data;
    this.towers = towers;
    this.media = media;
  }

  /**
   * Measures.
   *
   * @param protocols names out of {@link #PROTOCOLS}
   * @param embedded what is measured
   * @param encoders made it
   * @param weights all of the run's
   */
  List<EvaluationRow> evaluate(
      Set<String> protocols,
      Embedded embedded,
      Embedders encoders,
      Supplier<Map<String, Tensor>> weights) {
    Questions questions = data.questions(data.measured());
    try (Embedders untrained = towers.random(config.seed() + RANDOM_ENCODER_SEED)) {
      Embedded random = Embedded.of(questions, untrained.byModality());
      List<EvaluationRow> rows = new ArrayList<>();
      if (protocols.contains("retrieval")) {
        rows.addAll(retrieval(questions, embedded, random));
      }
      if (protocols.contains(ZeroShotProtocol.NAME) && config.text().isPresent()) {
        rows.addAll(zeroShot(questions, embedded, encoders, random, untrained));
      }
      if (protocols.contains(GeometryProtocol.NAME)) {
        rows.addAll(
            new GeometryEvaluation(
                    questions, towers.names(), config.evaluation().bootstrapResamples())
                .evaluate(embedded, random));
      }
      if (protocols.contains(ReconstructionProtocol.NAME) && !towers.hidden().isEmpty()) {
        rows.addAll(
            new ReconstructionEvaluation(questions, towers, config).evaluate(weights.get()));
      }
      return rows;
    }
  }

  private List<EvaluationRow> retrieval(Questions questions, Embedded embedded, Embedded random) {
    EvaluationConfig settings = config.evaluation();
    Map<String, Embedded> controls = new LinkedHashMap<>();
    controls.put(RetrievalProtocol.RANDOM_ENCODER, random);
    if (random.covers("image", "text") && pictured()) {
      controls.put("bag_of_words_mean_colour", baseline(1).like(random));
      controls.put("bag_of_words_colour_grid", baseline(GRID).like(random));
    }
    if (random.covers("audio", "text")) {
      DurationBaseline.fit(
              data.data(), data.plan(), config.data().captions(), media.sounds().orElseThrow())
          .ifPresent(fitted -> controls.put("duration_by_characters", fitted.like(random)));
    }
    return new RetrievalEvaluation(
            questions, towers.names(), settings.recallAt(), settings.bootstrapResamples())
        .evaluate(embedded, controls);
  }

  private List<EvaluationRow> zeroShot(
      Questions questions,
      Embedded embedded,
      Embedders encoders,
      Embedded random,
      Embedders untrained) {
    EvaluationConfig settings = config.evaluation();
    if (settings.promptTemplates().isEmpty()) {
      return List.of();
    }
    ZeroShotEvaluation zeroShot =
        new ZeroShotEvaluation(
            data.data(), settings.promptTemplates(), settings.bootstrapResamples());
    Embedder texts = encoders.byModality().get("text");
    float[][] prototypes = zeroShot.prototypes(texts);
    float[][] others = zeroShot.prototypes(untrained.byModality().get("text"));
    List<EvaluationRow> rows = new ArrayList<>();
    for (String modality : towers.names()) {
      if (!modality.equals("text")) {
        rows.addAll(zeroShot.evaluate(modality, questions, embedded, prototypes, random, others));
      }
    }
    return rows;
  }

  /** Whether a training item has picture and text to fit a baseline on. */
  private boolean pictured() {
    return data.plan().train().stream()
        .map(i -> data.data().item(i))
        .anyMatch(item -> item.image().isPresent() && !item.texts().isEmpty());
  }

  private ColourBaseline baseline(int grid) {
    return new ColourBaseline(
        grid, data.data(), data.plan(), config.data().captions(), media.pixels());
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
