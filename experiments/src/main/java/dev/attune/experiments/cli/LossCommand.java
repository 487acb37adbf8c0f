package dev.attune.experiments.cli;

import dev.attune.experiments.json.JsonDocument;
import dev.attune.experiments.json.JsonText;
import dev.attune.experiments.json.RecordBinder;
import dev.attune.objectives.Objective;
import dev.attune.objectives.Objectives;
import dev.attune.objectives.TwoArrayLoss;
import dev.attune.retrieval.NpyFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code attune loss}: one objective on two arrays. */
@Command(name = "loss", description = "One objective on two arrays whose rows are partners.")
final class LossCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "NAME", description = "The objective, such as clip or vicreg.")
  private String name;

  @Option(names = "--left", required = true, paramLabel = "A.npy", description = "[n, d]")
  private Path left;

  @Option(names = "--right", required = true, paramLabel = "B.npy", description = "[n, d]")
  private Path right;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A parameter of the objective; may be given often.")
  private List<String> assignments = new ArrayList<>();

  @Option(
      names = "--gradients",
      paramLabel = "DIR",
      description = "Write the gradients there, as left.npy and right.npy.")
  private Path gradients;

  @Mixin private ResultFormat format;

  LossCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Objective objective = objective();
    double[][] leftRows = NpyFile.open(left).doubleRows();
    double[][] rightRows = NpyFile.open(right).doubleRows();
    TwoArrayLoss.Result result = TwoArrayLoss.evaluate(objective, leftRows, rightRows);
    if (gradients != null) {
      NpyFile.write(gradients.resolve("left.npy"), leftRows[0].length, result.leftGradient());
      NpyFile.write(gradients.resolve("right.npy"), rightRows[0].length, result.rightGradient());
    }
    if (format.json()) {
      console.print(JsonText.object().put("loss", result.loss()));
    } else {
      console.print(Double.toString(result.loss()));
    }
    return Attune.DONE;
  }

  private Objective objective() {
    List<Objective> known = Objectives.withDefaults();
    Record defaults =
        known.stream()
            .filter(objective -> objective.name().equals(name))
            .map(Record.class::cast)
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "loss: expected one of "
                            + known.stream().map(Objective::name).toList()
                            + ", found \""
                            + name
                            + "\""));
    RecordBinder binder = RecordBinder.builder().defaults(defaults).build();
    JsonDocument settings = JsonDocument.parse("loss " + name, "{}").with(assignments);
    return (Objective) binder.bind(settings, defaults.getClass());
  }
}
