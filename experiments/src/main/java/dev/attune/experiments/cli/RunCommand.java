package dev.attune.experiments.cli;

import dev.attune.datasets.Dataset;
import dev.attune.engine.executor.PlanLine;
import dev.attune.experiments.config.ExperimentBinding;
import dev.attune.experiments.config.ExperimentConfig;
import dev.attune.experiments.config.PretrainingConfig;
import dev.attune.experiments.config.RunConfig;
import dev.attune.experiments.pretraining.PretrainingRun;
import dev.attune.experiments.run.ChosenExecutor;
import dev.attune.experiments.run.DataSources;
import dev.attune.experiments.run.ExperimentRun;
import dev.attune.experiments.run.RunDirectory;
import dev.attune.experiments.run.RunOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code attune run}: trains, exports, embeds, evaluates. */
@Command(name = "run", description = "Train, export, embed and evaluate an experiment.")
final class RunCommand implements Callable<Integer> {
  private static final int PLAN_ROUNDS = 9;

  private final Console console;

  @Parameters(paramLabel = "CONFIG", description = "The experiment's JSON file.")
  private Path config;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Run directory; runs/<name> if left out.")
  private Path out;

  @Option(
      names = "--set",
      paramLabel = "path.to.key=VALUE",
      description = "Lays a value over the file; may be given often.")
  private List<String> assignments = new ArrayList<>();

  @Option(names = "--resume", description = "Go on from the newest checkpoint, if there is one.")
  private boolean resume;

  @Option(names = "--parquet", description = "Write the embeddings as Parquet as well.")
  private boolean parquet;

  @Option(names = "--strict", description = "End at the first item that cannot be used.")
  private boolean strict;

  @Option(
      names = "--explain-plan",
      description =
          "Print the compiled step, its parts timed on the first batch, and train nothing.")
  private boolean explainPlan;

  @Mixin private KeptControls controls;

  RunCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    RunConfig experiment = ExperimentBinding.read(config, assignments).resolved(config);
    Path root = out == null ? Path.of("runs", experiment.name()) : out;
    if (explainPlan) {
      return explain(experiment, root);
    }
    boolean goOn = resume && Files.isRegularFile(new RunDirectory(root).config());
    if (goOn) {
      requireSame(experiment, root);
    } else {
      RunDirectory.requireFree(root);
    }
    try (RunDisplay display = new RunDisplay(console)) {
      RunDirectory run = new RunDirectory(root);
      return train(planned(experiment, run, display), run, display);
    }
  }

  private int explain(RunConfig experiment, Path root) {
    List<PlanLine> lines;
    try (RunDisplay display = new RunDisplay(console)) {
      Planned planned = planned(experiment, new RunDirectory(root), display);
      display.stage("compiling and timing a step");
      lines = planned.explain.apply(PLAN_ROUNDS);
    }
    console.print(PlanTable.of(lines));
    return Attune.DONE;
  }

  /** A run of either kind, up to its first step. */
  private record Planned(
      BiFunction<BooleanSupplier, Boolean, RunOutcome> train,
      IntFunction<List<PlanLine>> explain) {}

  private Planned planned(RunConfig experiment, RunDirectory run, RunDisplay display) {
    controls.require(experiment);
    ChosenExecutor executor = ChosenExecutor.of(experiment);
    display.stage("reading data");
    Dataset items = DataSources.open(experiment.data().source(), console::note);
    if (experiment instanceof PretrainingConfig pretraining) {
      PretrainingRun planned =
          new PretrainingRun(
              pretraining, run, executor, items, strict, display, controls.measured());
      return new Planned(planned::run, planned::explain);
    }
    ExperimentConfig alignment = (ExperimentConfig) experiment;
    ExperimentRun planned = new ExperimentRun(alignment, run, executor, items, strict, display);
    return new Planned(planned::run, planned::explain);
  }

  private int train(Planned planned, RunDirectory run, RunDisplay display) {
    try (Interruption interruption =
        Interruption.listen(() -> console.note("ending …; go on with: " + goingOn(run)))) {
      RunOutcome outcome = planned.train.apply(interruption::requested, parquet);
      if (!outcome.finished()) {
        display.close();
        console.note("stopped after step " + outcome.steps() + ", at a checkpoint");
        return Attune.INTERRUPTED;
      }
      display.close();
      console.print(ResultsTable.of(outcome.rows()));
      console.note("everything lies in " + run.root() + "; see " + run.report());
      return Attune.DONE;
    }
  }

  /** The command that goes on with a run, as a shell takes it. */
  private String goingOn(RunDirectory run) {
    StringBuilder command = new StringBuilder("attune run ");
    command.append(quoted(config.toString())).append(" --out ");
    command.append(quoted(run.root().toString())).append(" --resume");
    assignments.forEach(assignment -> command.append(" --set ").append(quoted(assignment)));
    controls
        .folder()
        .ifPresent(folder -> command.append(" --controls ").append(quoted(folder.toString())));
    command.append(parquet ? " --parquet" : "");
    return command.append(strict ? " --strict" : "").toString();
  }

  private static String quoted(String word) {
    boolean plain = word.matches("[A-Za-z0-9_./=-]+");
    return plain ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  private static void requireSame(RunConfig asked, Path root) {
    RunDirectory run = RunDirectory.open(root);
    RunConfig found = ExperimentBinding.read(run.config(), List.of());
    if (!found.equals(asked)) {
      throw new IllegalArgumentException(
          run.config()
              + ": expected the configuration to go on with, found another;"
              + " give --out another directory, or the file and --set of that run");
    }
  }
}
