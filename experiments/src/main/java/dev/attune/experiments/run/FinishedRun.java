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
    RunDirectory run = RunDirectory.open(root);
    RunConfig config = ExperimentBinding.read(run.config(), List.of());
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

  /**
   * The run's encoder of a modality, loaded alone.
   *
   * @throws IllegalArgumentException if the run has none
   */
  public Embedder encoder(String modality) {
    if (!config.modalities().contains(modality)) {
      throw new IllegalArgumentException(
          "%s: expected one of the run's modalities %s, found %s"
              .formatted(run.root(), config.modalities(), modality));
    }
    Executor executor = ChosenExecutor.of(config.executor()).executor();
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
