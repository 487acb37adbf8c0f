package dev.attune.experiments.pretraining;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.datasets.Dataset;
import dev.attune.datasets.loading.EpochPlan;
import dev.attune.engine.Tensor;
import dev.attune.engine.checkpoint.Progress;
import dev.attune.engine.executor.PlanLine;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.engine.memory.InsufficientMemoryException;
import dev.attune.evaluation.EvaluationRow;
import dev.attune.evaluation.probe.MeasuredControls;
import dev.attune.experiments.config.PretrainingConfig;
import dev.attune.experiments.config.TrainingConfig;
import dev.attune.experiments.modality.Media;
import dev.attune.experiments.modality.Modalities;
import dev.attune.experiments.modality.Modality;
import dev.attune.experiments.modality.Tokenizers;
import dev.attune.experiments.run.ChosenExecutor;
import dev.attune.experiments.run.PipelineSource;
import dev.attune.experiments.run.PretrainedWeights;
import dev.attune.experiments.run.RunDirectory;
import dev.attune.experiments.run.RunOutcome;
import dev.attune.experiments.run.TooLarge;
import dev.attune.experiments.run.TrainingDisplay;
import dev.attune.experiments.run.TrainingLoop;
import dev.attune.pretraining.Pretraining;
import dev.attune.pretraining.PretrainingSettings;
import dev.attune.pretraining.Watch;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** One pretraining: trains, exports, embeds, judges. */
public final class PretrainingRun {
  private final PretrainingConfig config;
  private final RunDirectory run;
  private final PretrainingData data;
  private final TrainingDisplay display;
  private final TrainedModality<?> modality;
  private final ChosenExecutor executor;
  private final TrainingLoop loop;
  private final MeasuredControls controls;

  /**
   * Plans a run.
   *
   * @param config with absolute paths
   * @param run where everything is written
   * @param executor what the configuration names
   * @param items as they were read; those that lack what is trained, or whose files are broken, are
   *     left out
   * @param strict whether the first item that would be left out ends the run
   * @param display is told how it goes
   * @param controls keeps what the probes' controls give
   * @throws IllegalArgumentException if the items do not suffice
   */
  public PretrainingRun(
      PretrainingConfig config,
      RunDirectory run,
      ChosenExecutor executor,
      Dataset items,
      boolean strict,
      TrainingDisplay display,
      MeasuredControls controls) {
    this.config = config;
    this.run = run;
    this.executor = executor;
    this.display = display;
    this.controls = controls;
    Media media = Media.of(config);
    this.data = PretrainingData.of(items, config, media, strict);
    Judgement.require(config, data);
    Modality trained =
        Modalities.of(
                config, media, text -> Tokenizers.of(text.tokenizer(), data.data(), data.plan()))
            .get(0);
    this.modality = TrainedModality.of(config, data, media, trained);
    this.loop = loop();
  }

  private TrainingLoop loop() {
    int batch = config.training().batchSize();
    if (data.train().size() < batch) {
      throw new IllegalArgumentException(
          "training.batch_size: expected at most the %d items there are to train on, found %d"
              .formatted(data.train().size(), batch));
    }
    EpochPlan epochs =
        EpochPlan.shuffled(data.train(), batch, true, config.training().epochs(), config.seed());
    return new TrainingLoop(
        config, run, epochs, (epoch, index, items) -> modality.batches().of(epoch, items), display);
  }

  /**
   * The compiled step, its parts timed on the first batch; nothing is trained or written.
   *
   * @param rounds how often each part runs
   */
  public List<PlanLine> explain(int rounds) {
    try (TrainingSession session = open().session();
        PipelineSource source = loop.source(0)) {
      return session.profile(source.next(), rounds);
    }
  }

  /**
   * Trains from the newest checkpoint, if there is one, to the end; then exports and judges.
   *
   * @param stop asked before each step; true ends the run at a checkpoint
   * @param parquet whether embeddings are written as Parquet as well
   */
  public RunOutcome run(BooleanSupplier stop, boolean parquet) {
    loop.reportProblems(data.data());
    Pretraining.Opened opened = open();
    try (TrainingSession session = opened.session()) {
      // What a wrong setting breaks has to break before anything is written.
      try (PipelineSource first = loop.source(0)) {
        first.next();
      }
      modality.modality().start().requireParts(config.modality(), session.weights().keySet());
      PretrainedWeights.load(session, modality.modality().start().pretrained(), config.modality());
      Progress progress = loop.restore(session);
      ObjectNode provenance = loop.begin(executor, session.stock(), data.data());
      PretrainingValidation validation =
          new PretrainingValidation(
              data,
              modality.modality(),
              executor.executor(),
              new Watch(opened.chance(), loop.steps()),
              display);
      long done = loop.train(session, progress, validation, stop);
      if (done < loop.steps()) {
        return new RunOutcome(done, false, List.of());
      }
      Map<String, Tensor> weights = session.weights();
      List<EvaluationRow> rows =
          new PretrainingResults(
                  config, run, data, modality, executor.executor(), display, controls)
              .write(weights, provenance, parquet);
      return new RunOutcome(done, true, rows);
    }
  }

  private Pretraining.Opened open() {
    TrainingConfig training = config.training();
    PretrainingSettings settings =
        new PretrainingSettings(
            training.optimizer(),
            training.maxGradientNorm(),
            loop.steps(),
            modality.modality().start().frozen(config.modality()),
            modality.modality().start().rates(config.modality()),
            training.chunkSize(),
            config.seed());
    Pretraining pretraining =
        new Pretraining(
            modality.modality().tower(),
            modality.tasks(),
            data.classes().size(),
            config.weighting());
    try {
      return pretraining.open(executor.executor(), training.batchSize(), settings);
    } catch (InsufficientMemoryException e) {
      throw new IllegalArgumentException(TooLarge.line(config, executor.executor(), e), e);
    }
  }
}
