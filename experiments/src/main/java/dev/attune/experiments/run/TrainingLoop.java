package dev.attune.experiments.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.datasets.Dataset;
import dev.attune.datasets.RowProblem;
import dev.attune.datasets.loading.BatchLoader;
import dev.attune.datasets.loading.BatchPipeline;
import dev.attune.datasets.loading.EpochPlan;
import dev.attune.engine.Batch;
import dev.attune.engine.checkpoint.Checkpoint;
import dev.attune.engine.checkpoint.CheckpointStore;
import dev.attune.engine.checkpoint.Progress;
import dev.attune.engine.executor.DeviceException;
import dev.attune.engine.executor.DivergedException;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.engine.memory.InsufficientMemoryException;
import dev.attune.engine.training.Trainer;
import dev.attune.engine.training.TrainingPlan;
import dev.attune.experiments.config.ExperimentBinding;
import dev.attune.experiments.config.RunConfig;
import dev.attune.experiments.config.TrainingConfig;
import dev.attune.experiments.json.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/**
 * What every run does around its steps: tells what was left out, goes on from a checkpoint, notes
 * where it comes from, logs, validates and saves.
 */
public final class TrainingLoop {
  private static final int BATCHES_AHEAD = 3;
  private static final int SHOWN_PROBLEMS = 20;

  private final RunConfig config;
  private final RunDirectory run;
  private final EpochPlan epochs;
  private final BatchLoader<Batch> loader;
  private final TrainingDisplay display;
  private final CheckpointStore checkpoints;

  /**
   * Of one run.
   *
   * @param epochs which items each batch holds
   * @param loader makes a batch of items
   */
  public TrainingLoop(
      RunConfig config,
      RunDirectory run,
      EpochPlan epochs,
      BatchLoader<Batch> loader,
      TrainingDisplay display) {
    this.config = config;
    this.run = run;
    this.epochs = epochs;
    this.loader = loader;
    this.display = display;
    this.checkpoints = new CheckpointStore(run.root(), config.training().keepCheckpoints(), true);
  }

  /** Steps of the whole run. */
  public long steps() {
    return (long) epochs.batches() * config.training().epochs() / config.training().accumulation();
  }

  /** Tells of the rows that were left out. */
  public void reportProblems(Dataset data) {
    List<RowProblem> problems = data.problems();
    for (RowProblem problem : problems.subList(0, Math.min(SHOWN_PROBLEMS, problems.size()))) {
      display.note(data.source() + ":" + problem.line() + ": " + problem.reason());
    }
    if (!problems.isEmpty()) {
      display.note(problems.size() + " rows left out; report.html names them");
    }
  }

  /** The batches from one on, made ahead. */
  public PipelineSource source(long batches) {
    return new PipelineSource(
        new BatchPipeline<>(
            epochs, epochs.at(batches), config.data().loaderThreads(), BATCHES_AHEAD, loader));
  }

  /** Goes on from the newest checkpoint, if there is one. */
  public Progress restore(TrainingSession session) {
    OptionalLong latest = checkpoints.latest();
    if (latest.isEmpty()) {
      return Progress.start(config.seed());
    }
    Checkpoint checkpoint = checkpoints.load(latest.getAsLong());
    session.restore(checkpoint.state());
    display.note("going on from the checkpoint of step " + latest.getAsLong());
    return checkpoint.progress();
  }

  /**
   * Writes the configuration and where the run comes from.
   *
   * @return the provenance, to be completed at the end
   */
  public ObjectNode begin(ChosenExecutor executor, Map<String, Integer> stock, Dataset data) {
    List<String> notes = new ArrayList<>(executor.passedOver());
    if (!stock.isEmpty()) {
      notes.add(StockOperations.line(stock));
    }
    String name = executor.executor().name();
    notes.forEach(note -> display.note("executor " + name + ": " + note));
    ObjectNode provenance = Provenance.start(config, name, notes, data.source());
    String resolved = JsonText.pretty(ExperimentBinding.binder().write((Record) config));
    run.write(run.config(), resolved + "\n");
    run.write(run.provenance(), JsonText.pretty(provenance) + "\n");
    return provenance;
  }

  /**
   * Trains until the last step or until somebody asks to stop.
   *
   * @param validation measures at the configured cadence
   * @param stop asked before each step; true ends the run at a checkpoint
   * @return steps done
   * @throws EndedRunException if a loss or gradient is not finite, or the executor's device fails
   */
  public long train(
      TrainingSession session, Progress progress, RunValidation validation, BooleanSupplier stop) {
    TrainingConfig training = config.training();
    int accumulation = training.accumulation();
    int stepsAnEpoch = Math.max(1, epochs.batches() / accumulation);
    long steps = steps();
    TrainingPlan plan =
        new TrainingPlan(
            steps,
            accumulation,
            training.schedule(),
            (long) training.validateEveryEpochs() * stepsAnEpoch,
            (long) training.checkpointEveryEpochs() * stepsAnEpoch);
    display.training(progress.step(), steps);
    try (MetricsLog metrics = new MetricsLog(run.metrics(), progress.step());
        PipelineSource source = source(progress.step() * accumulation)) {
      RunObserver observer =
          new RunObserver(metrics, checkpoints, display, validation, stop, progress, stepsAnEpoch);
      try {
        return Trainer.run(session, source, plan, progress.step(), observer);
      } catch (DivergedException e) {
        throw new EndedRunException(
            e.getMessage() + "; " + lastGood() + "; a lower learning rate usually helps", e);
      } catch (DeviceException e) {
        throw ended(observer, e, "go on with --resume");
      } catch (InsufficientMemoryException e) {
        throw ended(observer, e, "a smaller training.batch_size leaves room");
      }
    }
  }

  /** Notes when a run came to its end, and what it took. */
  public static void end(ObjectNode provenance) {
    Provenance.end(provenance);
  }

  private EndedRunException ended(RunObserver observer, RuntimeException e, String advice) {
    return new EndedRunException(
        "after step %d: %s; %s; %s"
            .formatted(observer.lastStep(), e.getMessage(), lastGood(), advice),
        e);
  }

  private String lastGood() {
    OptionalLong latest = checkpoints.latest();
    return latest.isEmpty()
        ? "there is no checkpoint yet"
        : "the last good checkpoint is " + checkpoints.folder(latest.getAsLong());
  }
}
