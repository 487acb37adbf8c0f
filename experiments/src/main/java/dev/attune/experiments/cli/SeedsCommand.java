package dev.attune.experiments.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.evaluation.EvaluationRow;
import dev.attune.evaluation.SeedSummary;
import dev.attune.experiments.json.JsonText;
import dev.attune.experiments.run.EvaluationFiles;
import dev.attune.experiments.run.RunDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code attune seeds}: mean and deviation over finished runs that differ in a seed. */
@Command(
    name = "seeds",
    description = "Mean and deviation of the figures of runs that differ in a seed.")
final class SeedsCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "RUN", arity = "2..*", description = "Run directories.")
  private List<Path> runs;

  @Option(
      names = "--metric",
      paramLabel = "NAME",
      defaultValue = "recall@10",
      description = "The figure to show, ${DEFAULT-VALUE} if left out; all with --json.")
  private String metric;

  @Mixin private ResultFormat format;

  SeedsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    List<List<EvaluationRow>> tables = new ArrayList<>();
    for (Path run : runs) {
      tables.add(EvaluationFiles.read(RunDirectory.open(run).evaluation()));
    }
    List<SeedSummary> summaries = SeedSummary.of(tables);
    if (format.json()) {
      console.print(tree(summaries));
    } else {
      console.print(table(summaries));
    }
    return Attune.DONE;
  }

  private String table(List<SeedSummary> summaries) {
    List<SeedSummary> shown =
        summaries.stream().filter(summary -> summary.metric().equals(metric)).toList();
    if (shown.isEmpty()) {
      throw new IllegalArgumentException(
          "--metric: expected one of %s, found %s"
              .formatted(summaries.stream().map(SeedSummary::metric).distinct().toList(), metric));
    }
    Set<String> controls = new LinkedHashSet<>();
    shown.forEach(summary -> controls.addAll(summary.controls().keySet()));
    List<String> header =
        new ArrayList<>(List.of("split", "direction", metric, "deviation", "runs"));
    header.addAll(controls);
    Table table = new Table(header.toArray(String[]::new));
    shown.forEach(summary -> table.row(cells(summary, controls)));
    return table + "\ncontrols: means over the runs\n";
  }

  private static String[] cells(SeedSummary summary, Set<String> controls) {
    List<String> cells = new ArrayList<>();
    cells.add(summary.split());
    cells.add(summary.query() + " → " + summary.gallery());
    cells.add(number(summary.mean()));
    cells.add(number(summary.deviation()));
    cells.add(String.join(" ", summary.values().stream().map(SeedsCommand::number).toList()));
    for (String control : controls) {
      Double mean = summary.controls().get(control);
      cells.add(mean == null ? "–" : number(mean));
    }
    return cells.toArray(String[]::new);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  private static ObjectNode tree(List<SeedSummary> summaries) {
    ObjectNode root = JsonText.object();
    ArrayNode results = root.putArray("results");
    for (SeedSummary summary : summaries) {
      ObjectNode node = results.addObject();
      node.put("protocol", summary.protocol());
      node.put("split", summary.split());
      node.put("query", summary.query());
      node.put("gallery", summary.gallery());
      node.put("metric", summary.metric());
      node.put("mean", summary.mean());
      node.put("deviation", summary.deviation());
      ArrayNode values = node.putArray("values");
      summary.values().forEach(values::add);
      ObjectNode controls = node.putObject("controls");
      summary.controls().forEach(controls::put);
    }
    return root;
  }
}
