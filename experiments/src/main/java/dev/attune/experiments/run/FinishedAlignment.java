package dev.attune.experiments.run;

import dev.attune.datasets.Dataset;
import dev.attune.engine.executor.Executor;
import dev.attune.evaluation.EvaluationRow;
import dev.attune.experiments.config.ExperimentConfig;
import dev.attune.experiments.modality.Media;
import dev.attune.experiments.modality.Modalities;
import dev.attune.experiments.modality.Modality;
import dev.attune.text.tokenizer.Tokenizer;
import java.util.List;

/**
 * An alignment that has come to its end.
 *
 * @param run where it lies
 * @param config as it was resolved
 */
public record FinishedAlignment(RunDirectory run, ExperimentConfig config) {

  /**
   * Measures anew.
   *
   * @param executor that runs the encoders
   * @param items the run's data
   * @param protocols names of protocols; all if empty
   */
  public List<EvaluationRow> evaluate(Executor executor, Dataset items, List<String> protocols) {
    RunEvaluation.protocols(protocols);
    Media media = Media.of(config);
    ExperimentData data = ExperimentData.of(items, config, media, false);
    List<Modality> modalities =
        Modalities.of(config, media, text -> Tokenizer.load(run.encoder("text")));
    Towers towers = Towers.of(config, data, modalities, executor);
    try (Embedders encoders = towers.exported(run)) {
      Embedded embedded = Embedded.of(data.questions(data.measured()), encoders.byModality());
      return new RunEvaluation(config, data, towers, media)
          .evaluate(
              RunEvaluation.protocols(protocols),
              embedded,
              encoders,
              () -> towers.exportedWeights(run));
    }
  }
}
