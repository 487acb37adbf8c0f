package dev.attune.experiments.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.augmentation.Seeds;
import dev.attune.datasets.Dataset;
import dev.attune.datasets.RowProblem;
import dev.attune.datasets.loading.BatchPipeline;
import dev.attune.datasets.loading.EpochPlan;
import dev.attune.engine.Batch;
import dev.attune.engine.Tensor;
import dev.attune.engine.checkpoint.Checkpoint;
import dev.attune.engine.checkpoint.CheckpointStore;
import dev.attune.engine.checkpoint.Progress;
import dev.attune.engine.executor.DivergedException;
import dev.attune.engine.executor.PlanLine;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.engine.training.Trainer;
import dev.attune.engine.training.TrainingPlan;
import dev.attune.evaluation.EvaluationRow;
import dev.attune.experiments.config.ExperimentBinding;
import dev.attune.experiments.config.ExperimentConfig;
import dev.attune.experiments.config.TrainingConfig;
import dev.attune.experiments.json.JsonText;
import dev.attune.experiments.modality.Media;
import dev.attune.experiments.modality.Modalities;
import dev.attune.experiments.modality.Tokenizers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/** One experiment: trains, exports, embeds, evaluates. */
public final class ExperimentRun {
  private static final int BATCHES_AHEAD = 3;
  private static final int SHOWN_PROBLEMS = 20;

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
   * @param items as they were read; those that lack what the towers read, or whose files are
   *     broken, are left out
   * @param strict whether the first item that would be left out ends the run
   * @param display is told how it goes
   * @throws IllegalArgumentException if the items do not suffice
   */
  public ExperimentRun(
      ExperimentConfig config,
      RunDirectory run,
      Dataset items,
      boolean strict,
      TrainingDisplay display) {
    this.config = config;
    this.run = run;
    this.display = display;
    this.media = Media.of(config);
    this.data = ExperimentData.of(items, config, media, strict);
    this.executor = ChosenExecutor.of(config.executor());
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
    EpochPlan epochs = epochs();
    try (TrainingSession session = towers.open(config);
        PairSource source = source(epochs, 0)) {
      return session.profile(source.next(), rounds);
    }
  }

  /**
   * How a run ended.
   *
   * @param steps done
   * @param finished whether that is all of them
   * @param rows what was measured; empty if it is not finished
   */
  public record Outcome(long steps, boolean finished, List<EvaluationRow> rows) {}

  /**
   * Trains from the newest checkpoint, if there is one, to the end; then exports and evaluates.
   *
   * @param stop asked before each step; true ends the run at a checkpoint
   * @param parquet whether embeddings are written as Parquet as well
   */
  public Outcome run(BooleanSupplier stop, boolean parquet) {
    reportProblems();
    EpochPlan epochs = epochs();
    long steps = (long) epochs.batches() * config.training().epochs() / accumulation();
    CheckpointStore checkpoints =
        new CheckpointStore(run.root(), config.training().keepCheckpoints(), true);
    try (TrainingSession session = towers.open(config)) {
      // What a wrong setting breaks has to break before anything is written.
      collator().collate(0, epochs.first());
      Progress progress = restore(session, checkpoints);
      ObjectNode provenance = begin(session.stock());
      long done = train(session, checkpoints, progress, epochs, steps, stop);
      if (done < steps) {
        return new Outcome(done, false, List.of());
      }
      Map<String, Tensor> weights = session.weights();
      List<EvaluationRow> rows =
          new RunResults(config, run, data, towers, media, display)
              .write(weights, provenance, parquet);
      return new Outcome(done, true, rows);
    }
  }

  private ObjectNode begin(Map<String, Integer> stock) {
    List<String> notes = new ArrayList<>(executor.passedOver());
    if (!stock.isEmpty()) {
      notes.add(StockOperations.line(stock));
    }
    notes.forEach(note -> display.note("executor " + executor.executor().name() + ": " + note));
    ObjectNode provenance =
        Provenance.start(config.seed(), executor.executor().name(), notes, data.data().source());
    run.write(run.config(), JsonText.pretty(ExperimentBinding.binder().write(config)) + "\n");
    run.write(run.provenance(), JsonText.pretty(provenance) + "\n");
    return provenance;
  }

  private void reportProblems() {
    List<RowProblem> problems = data.data().problems();
    for (RowProblem problem : problems.subList(0, Math.min(SHOWN_PROBLEMS, problems.size()))) {
      display.note(data.data().source() + ":" + problem.line() + ": " + problem.reason());
    }
    if (!problems.isEmpty()) {
      display.note(problems.size() + " rows left out; report.html names them");
    }
  }

  private int accumulation() {
    return config.training().accumulation();
  }

  private EpochPlan epochs() {
    return epochItems.plan(
        data.data(), towers.alignment().pairs(), config.training(), config.seed());
  }

  private Progress restore(TrainingSession session, CheckpointStore checkpoints) {
    OptionalLong latest = checkpoints.latest();
    if (latest.isEmpty()) {
      return Progress.start(config.seed());
    }
    Checkpoint checkpoint = checkpoints.load(latest.getAsLong());
    session.restore(checkpoint.state());
    display.note("going on from the checkpoint of step " + latest.getAsLong());
    return checkpoint.progress();
  }

  private long train(
      TrainingSession session,
      CheckpointStore checkpoints,
      Progress progress,
      EpochPlan epochs,
      long steps,
      BooleanSupplier stop) {
    TrainingConfig training = config.training();
    int stepsAnEpoch = Math.max(1, epochs.batches() / accumulation());
    TrainingPlan plan =
        new TrainingPlan(
            steps,
            accumulation(),
            training.schedule(),
            (long) training.validateEveryEpochs() * stepsAnEpoch,
            (long) training.checkpointEveryEpochs() * stepsAnEpoch);
    Validation validation = new Validation(data, towers);
    display.training(progress.step(), steps);
    try (MetricsLog metrics = new MetricsLog(run.metrics(), progress.step());
        PairSource source = source(epochs, progress.step() * accumulation())) {
      RunObserver observer =
          new RunObserver(
              metrics, checkpoints, display, validation::measure, stop, progress, stepsAnEpoch);
      try {
        return Trainer.run(session, source, plan, progress.step(), observer);
      } catch (DivergedException e) {
        throw new DivergedRunException(
            e.getMessage() + "; " + lastGood(checkpoints) + "; a lower learning rate usually helps",
            e);
      }
    }
  }

  private static String lastGood(CheckpointStore checkpoints) {
    OptionalLong latest = checkpoints.latest();
    return latest.isEmpty()
        ? "there is no checkpoint yet"
        : "the last good checkpoint is " + checkpoints.folder(latest.getAsLong());
  }

  private PairSource source(EpochPlan epochs, long batches) {
    Collator collator = collator();
    BatchPipeline<Batch> pipeline =
        new BatchPipeline<>(
            epochs,
            epochs.at(batches),
            config.data().loaderThreads(),
            BATCHES_AHEAD,
            (epoch, batch, items) -> collator.collate(epoch, items));
    return new PairSource(pipeline);
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
