package dev.attune.experiments.run;

import dev.attune.datasets.Dataset;
import dev.attune.datasets.split.EvaluationSplit;
import dev.attune.engine.executor.Executor;
import dev.attune.evaluation.EvaluationRow;
import dev.attune.experiments.config.ExperimentBinding;
import dev.attune.experiments.config.ExperimentConfig;
import dev.attune.image.ImageEncoder;
import dev.attune.image.decoding.ImageDecoder;
import dev.attune.text.TextEncoder;
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
public record FinishedRun(RunDirectory run, ExperimentConfig config) {

  /**
   * Opens a run.
   *
   * @throws IllegalArgumentException if there is none, or it has not come to its end
   */
  public static FinishedRun open(Path root) {
    RunDirectory run = RunDirectory.open(root);
    ExperimentConfig config = ExperimentBinding.read(run.config(), List.of());
    if (!Files.isDirectory(run.encoder("image")) || !Files.isDirectory(run.encoder("text"))) {
      throw new IllegalArgumentException(
          root
              + ": expected a finished run with encoders, found none;"
              + " finish it by attune run --resume");
    }
    return new FinishedRun(run, config);
  }

  /**
   * Measures anew.
   *
   * @param items the run's data
   * @param protocols names of protocols; all if empty
   */
  public List<EvaluationRow> evaluate(Dataset items, List<String> protocols) {
    RunEvaluation.protocols(protocols);
    ExperimentData data = ExperimentData.of(items, config, false);
    Executor executor = ChosenExecutor.of(config.executor()).executor();
    Towers towers = Towers.of(config, Tokenizer.load(run.encoder("text")), executor);
    PixelCache pixels =
        new PixelCache(new ImageDecoder(), (long) config.data().cacheMegabytes() << 20);
    List<EvaluationSplit> splits = data.measured();
    try (ImageEncoder images =
            ImageEncoder.load(run.encoder("image"), executor, ImageEncoder.ROWS);
        TextEncoder texts = TextEncoder.load(run.encoder("text"), executor, TextEncoder.ROWS)) {
      Embedded embedded = Embedded.of(data.data(), splits, images, texts);
      return new RunEvaluation(config, data)
          .evaluate(RunEvaluation.protocols(protocols), embedded, texts, towers, pixels);
    }
  }
}
