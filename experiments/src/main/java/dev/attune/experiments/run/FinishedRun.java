package dev.attune.experiments.run;

import dev.attune.engine.executor.Executor;
import dev.attune.experiments.config.ExperimentBinding;
import dev.attune.experiments.config.PretrainingConfig;
import dev.attune.experiments.config.RunConfig;
import dev.attune.experiments.modality.Embedder;
import dev.attune.experiments.modality.Media;
import dev.attune.experiments.modality.Modalities;
import dev.attune.experiments.modality.Modality;
import dev.attune.experiments.modality.UnitEmbedder;
import dev.attune.text.tokenizer.Tokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * A run that has come to its end.
 *
 * @param run where it lies
 * @param config as it was resolved
 */
public record FinishedRun(RunDirectory run, RunConfig config) {

  /**
   * Opens a run.
   *
   * @throws IllegalArgumentException if there is none, or it has not come to its end
   */
  public static FinishedRun open(Path root) {
    return open(root, List.of());
  }

  /**
   * Opens a run to measure it by other settings.
   *
   * @param assignments {@code evaluation.key=VALUE}, laid over its configuration: nothing else of a
   *     finished run can be set
   * @throws IllegalArgumentException if there is none, or it has not come to its end, or something
   *     else is set
   */
  public static FinishedRun open(Path root, List<String> assignments) {
    assignments.stream()
        .filter(assignment -> !assignment.startsWith("evaluation."))
        .findFirst()
        .ifPresent(FinishedRun::refuse);
    RunDirectory run = RunDirectory.open(root);
    RunConfig config = ExperimentBinding.read(run.config(), assignments);
    List<String> missing =
        config.modalities().stream()
            .filter(modality -> !Files.isDirectory(run.encoder(modality)))
            .toList();
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          root
              + ": expected a finished run with encoders, found none;"
              + " finish it by attune run --resume");
    }
    return new FinishedRun(run, config);
  }

  private static void refuse(String assignment) {
    throw new IllegalArgumentException(
        "--set: expected evaluation.key=VALUE, as the run is finished, found " + assignment);
  }

  /**
   * The run's encoder of a modality, loaded alone.
   *
   * @param notes is told in a line if another executor than the run's has to do
   * @throws IllegalArgumentException if the run has none
   */
  public Embedder encoder(String modality, Consumer<String> notes) {
    if (!config.modalities().contains(modality)) {
      throw new IllegalArgumentException(
          "%s: expected one of the run's modalities %s, found %s"
              .formatted(run.root(), config.modalities(), modality));
    }
    Executor executor = ChosenExecutor.ofFinished(config, notes);
    Modality wanted =
        Modalities.of(config, Media.of(config), text -> Tokenizer.load(run.encoder("text")))
            .stream()
            .filter(known -> known.name().equals(modality))
            .findFirst()
            .orElseThrow();
    Embedder encoder = wanted.load(run.encoder(modality), executor);
    return config instanceof PretrainingConfig ? new UnitEmbedder(encoder) : encoder;
  }
}
