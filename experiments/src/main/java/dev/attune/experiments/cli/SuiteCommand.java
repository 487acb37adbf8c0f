package dev.attune.experiments.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.experiments.json.JsonText;
import dev.attune.experiments.run.EvaluationFiles;
import dev.attune.experiments.suite.ChildRun;
import dev.attune.experiments.suite.LabelCurves;
import dev.attune.experiments.suite.SuiteEntry;
import dev.attune.experiments.suite.SuiteResult;
import dev.attune.experiments.suite.SuiteTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code attune suite}: several pretrainings on the same splits, and the table of them. */
@Command(
    name = "suite",
    description = "Run several pretrainings on the same splits and compare them in one table.")
final class SuiteCommand implements Callable<Integer> {
  private static final String CONTROLS = ".controls";

  private final Console console;

  @Parameters(
      paramLabel = "CONFIG",
      arity = "1..*",
      description = "Configurations; runs of them that are finished are taken as they are.")
  private List<Path> configs;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "runs",
      description = "Folder of the run directories; ${DEFAULT-VALUE} if left out.")
  private Path out;

  @Option(
      names = "--set",
      paramLabel = "path.to.key=VALUE",
      description = "Lays a value over each file; may be given often.")
  private List<String> assignments = new ArrayList<>();

  @Option(names = "--markdown", paramLabel = "FILE", description = "Write the table as Markdown.")
  private Path markdown;

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description = "Draw the accuracy over labels a class as a PNG.")
  private Path picture;

  @Mixin private ResultFormat format;

  SuiteCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    List<SuiteEntry> entries = SuiteEntry.read(configs, assignments, out);
    entries.stream().filter(SuiteEntry::finished).forEach(SuiteEntry::requireOwn);
    List<SuiteResult> results = new ArrayList<>();
    int worst = Attune.DONE;
    for (SuiteEntry entry : entries) {
      int code = entry.finished() ? Attune.DONE : run(entry);
      if (code == Attune.INTERRUPTED) {
        return code;
      }
      if (code == Attune.DONE) {
        results.add(SuiteResult.of(entry));
      } else {
        console.note(entry.file() + ": left out of the table: its run ended with " + code);
        worst = code;
      }
    }
    if (!results.isEmpty()) {
      print(results);
    }
    return worst;
  }

  private int run(SuiteEntry entry) {
    console.note(entry.config().name() + ": running in " + entry.run().root());
    return new ChildRun(Main.class.getName(), out.resolve(CONTROLS)).run(entry, assignments);
  }

  private void print(List<SuiteResult> results) {
    SuiteTable table = SuiteTable.of(results);
    if (markdown != null) {
      write(markdown, table.markdown());
    }
    if (picture != null) {
      LabelCurves.write(results, picture);
    }
    if (format.json()) {
      console.print(json(results));
    } else {
      Table text = new Table(table.header().toArray(String[]::new));
      table.lines().forEach(line -> text.row(line.toArray(String[]::new)));
      console.print(text.toString());
    }
  }

  private static ObjectNode json(List<SuiteResult> results) {
    ObjectNode root = JsonText.object();
    ArrayNode runs = root.putArray("runs");
    for (SuiteResult result : results) {
      ObjectNode node = runs.addObject();
      node.put("name", result.entry().config().name());
      node.put("training_seconds", result.seconds());
      node.put("peak_memory_mb", result.peakMegabytes());
      node.set("results", EvaluationFiles.tree(result.rows()).get("results"));
    }
    return root;
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be written: " + e.getMessage(), e);
    }
  }
}
