package dev.attune.experiments.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.augmentation.Seeds;
import dev.attune.datasets.Dataset;
import dev.attune.datasets.loading.EpochPlan;
import dev.attune.engine.Tensor;
import dev.attune.engine.checkpoint.Progress;
import dev.attune.engine.executor.PlanLine;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.evaluation.EvaluationRow;
import dev.attune.experiments.config.ExperimentConfig;
import dev.attune.experiments.modality.Media;
import dev.attune.experiments.modality.Modalities;
import dev.attune.experiments.modality.Tokenizers;
import dev.attune.pretraining.Watch;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** One experiment: trains, exports, embeds, evaluates. */
public final class ExperimentRun {
  private final ExperimentConfig config;
  private final RunDirectory run;
  private final ExperimentData data;
  private final TrainingDisplay display;
  private final Media media;
  private final Towers towers;
  private final ChosenExecutor executor;
  private final EpochItems epochItems;

  /**
   * Plans a run.
   *
   * @param config with absolute paths
   * @param run where everything is written
   * @param executor what the configuration names
   * @param items as they were read; those that lack what the towers read, or whose files are
   *     broken, are left out
   * @param strict whether the first item that would be left out ends the run
   * @param display is told how it goes
   * @throws IllegalArgumentException if the items do not suffice
   */
  public ExperimentRun(
      ExperimentConfig config,
      RunDirectory run,
      ChosenExecutor executor,
      Dataset items,
      boolean strict,
      TrainingDisplay display) {
    this.config = config;
    this.run = run;
    this.executor = executor;
    this.display = display;
    this.media = Media.of(config);
    this.data = ExperimentData.of(items, config, media, strict);
    this.towers =
        Towers.of(
            config,
            data,
            Modalities.of(
                config, media, text -> Tokenizers.of(text.tokenizer(), data.data(), data.plan())),
            executor.executor());
    this.epochItems = EpochItems.of(data, towers.alignment().pairs());
  }

  /**
   * The compiled step, its parts timed on the first batch; nothing is trained or written.
   *
   * @param rounds how often each part runs
   */
  public List<PlanLine> explain(int rounds) {
    try (TrainingSession session = towers.open(config);
        PipelineSource source = loop(epochs()).source(0)) {
      return session.profile(source.next(), rounds);
    }
  }

  /**
   * Trains from the newest checkpoint, if there is one, to the end; then exports and evaluates.
   *
   * @param stop asked before each step; true ends the run at a checkpoint
   * @param parquet whether embeddings are written as Parquet as well
   */
  public RunOutcome run(BooleanSupplier stop, boolean parquet) {
    EpochPlan epochs = epochs();
    TrainingLoop loop = loop(epochs);
    loop.reportProblems(data.data());
    try (TrainingSession session = towers.open(config)) {
      // What a wrong setting breaks has to break before anything is written.
      collator().collate(0, epochs.first());
      Progress progress = loop.restore(session);
      ObjectNode provenance = loop.begin(executor, session.stock(), data.data());
      Watch watch = Validation.watch(towers, config.training().batchSize(), loop.steps());
      Validation validation = new Validation(data, towers, watch, display);
      long done = loop.train(session, progress, validation, stop);
      if (done < loop.steps()) {
        return new RunOutcome(done, false, List.of());
      }
      Map<String, Tensor> weights = session.weights();
      List<EvaluationRow> rows =
          new RunResults(config, run, data, towers, media, display)
              .write(weights, provenance, parquet);
      return new RunOutcome(done, true, rows);
    }
  }

  private EpochPlan epochs() {
    return epochItems.plan(
        data.data(), towers.alignment().pairs(), config.training(), config.seed());
  }

  private TrainingLoop loop(EpochPlan epochs) {
    Collator collator = collator();
    return new TrainingLoop(
        config, run, epochs, (epoch, batch, items) -> collator.collate(epoch, items), display);
  }

  private Collator collator() {
    return new Collator(
        data.data(),
        epochItems,
        towers.modalities(),
        towers.alignment().pairs(),
        towers.hidden(),
        new Seeds(config.seed()));
  }
}
