package dev.attune.experiments.cli;

import dev.attune.datasets.Dataset;
import dev.attune.engine.executor.Executor;
import dev.attune.evaluation.EvaluationRow;
import dev.attune.experiments.config.ExperimentConfig;
import dev.attune.experiments.config.PretrainingConfig;
import dev.attune.experiments.json.JsonText;
import dev.attune.experiments.pretraining.FinishedPretraining;
import dev.attune.experiments.run.ChosenExecutor;
import dev.attune.experiments.run.DataSources;
import dev.attune.experiments.run.EvaluationFiles;
import dev.attune.experiments.run.FinishedAlignment;
import dev.attune.experiments.run.FinishedRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code attune evaluate}: the evaluation protocols on a finished run. */
@Command(name = "evaluate", description = "Measure a finished run anew.")
final class EvaluateCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "RUN", description = "The run directory.")
  private Path run;

  @Option(
      names = "--protocol",
      paramLabel = "NAME",
      description = "Such as retrieval, zero_shot or probe; may be given often; all if left out.")
  private List<String> protocols = new ArrayList<>();

  @Option(
      names = "--set",
      paramLabel = "evaluation.key=VALUE",
      description = "Lays a value over the run's evaluation; may be given often.")
  private List<String> assignments = new ArrayList<>();

  @Mixin private KeptControls controls;
  @Mixin private ResultFormat format;

  EvaluateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    FinishedRun finished = FinishedRun.open(run, assignments);
    controls.require(finished.config());
    Executor executor = ChosenExecutor.ofFinished(finished.config(), console::note);
    Dataset items = DataSources.open(finished.config().data().source(), console::note);
    List<EvaluationRow> rows = evaluate(finished, executor, items);
    // What stands in the directory is all of it, by the settings that stand beside it.
    if (protocols.isEmpty() && assignments.isEmpty()) {
      finished
          .run()
          .write(finished.run().evaluation(), JsonText.pretty(EvaluationFiles.tree(rows)) + "\n");
    }
    if (format.json()) {
      console.print(EvaluationFiles.tree(rows));
    } else {
      console.print(ResultsTable.of(rows));
    }
    return Attune.DONE;
  }

  private List<EvaluationRow> evaluate(FinishedRun finished, Executor executor, Dataset items) {
    if (finished.config() instanceof PretrainingConfig pretraining) {
      return new FinishedPretraining(finished.run(), pretraining)
          .evaluate(executor, items, protocols, controls.measured());
    }
    ExperimentConfig alignment = (ExperimentConfig) finished.config();
    return new FinishedAlignment(finished.run(), alignment).evaluate(executor, items, protocols);
  }
}
