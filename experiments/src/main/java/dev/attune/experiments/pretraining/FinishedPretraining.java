package dev.attune.experiments.pretraining;

import dev.attune.datasets.Dataset;
import dev.attune.engine.Tensor;
import dev.attune.engine.checkpoint.Safetensors;
import dev.attune.engine.encoder.TowerFiles;
import dev.attune.engine.executor.Executor;
import dev.attune.evaluation.EvaluationRow;
import dev.attune.evaluation.probe.MeasuredControls;
import dev.attune.experiments.config.PretrainingConfig;
import dev.attune.experiments.config.TaskConfig;
import dev.attune.experiments.modality.Embedder;
import dev.attune.experiments.modality.Media;
import dev.attune.experiments.modality.Modalities;
import dev.attune.experiments.modality.Modality;
import dev.attune.experiments.run.RunDirectory;
import dev.attune.text.tokenizer.Tokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A pretraining that has come to its end.
 *
 * @param run where it lies
 * @param config as it was resolved
 */
public record FinishedPretraining(RunDirectory run, PretrainingConfig config) {

  /**
   * Judges anew.
   *
   * @param executor that runs the encoders
   * @param items the run's data
   * @param protocols names of protocols; all if empty
   * @param measured keeps what the probes' controls give
   */
  public List<EvaluationRow> evaluate(
      Executor executor, Dataset items, List<String> protocols, MeasuredControls measured) {
    Judgement.protocols(protocols);
    Media media = Media.of(config);
    PretrainingData data = PretrainingData.of(items, config, media, false);
    Judgement.require(config, data);
    Path directory = run.encoder(config.modality());
    Modality exported = Modalities.of(config, media, text -> Tokenizer.load(directory)).get(0);
    TrainedModality<?> modality = TrainedModality.of(config, data, media, exported);
    try (Embedder encoder = exported.load(directory, executor)) {
      Judgement judgement = new Judgement(config, data, modality, executor, measured);
      Features own = judgement.embedded(config.modality(), encoder);
      return judgement.evaluate(Judgement.protocols(protocols), own, weights(directory));
    }
  }

  private Map<String, Tensor> weights(Path encoder) {
    Map<String, Tensor> weights =
        new TreeMap<>(Safetensors.read(encoder.resolve(TowerFiles.WEIGHTS)));
    for (TaskConfig task : config.tasks()) {
      if (Files.isRegularFile(run.head(task.name()))) {
        weights.putAll(Safetensors.read(run.head(task.name())));
      }
    }
    return weights;
  }
}
