package dev.attune.benchmark.pytorch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.engine.executor.AvailableExecutors;
import dev.attune.engine.executor.Executor;
import dev.attune.experiments.bench.Measurement;
import dev.attune.experiments.cli.Table;
import dev.attune.experiments.json.JsonText;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The standard works on one of this project's executors and in PyTorch, side by side. */
@Command(
    name = "pytorch-comparison",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Times the standard works side by side with PyTorch on the CPU.")
public final class PyTorchComparison implements Callable<Integer> {
  private static final int WRONG_INPUT = 2;

  private final PrintStream out;

  @Option(
      names = "--executor",
      paramLabel = "NAME",
      defaultValue = "auto",
      description = "This project's executor, or auto for the fastest.")
  private String executor;

  @Option(
      names = "--work",
      paramLabel = "NAME",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description =
          "tiny, embedding, conv, spectrogram, block or memory; may be repeated; all if left out.")
  private Set<String> works = new LinkedHashSet<>();

  @Option(names = "--rounds", defaultValue = "21", description = "Rounds that are timed.")
  private int rounds;

  @Option(names = "--warm-up", defaultValue = "5", description = "Rounds before them.")
  private int warmUp;

  @Option(names = "--json", description = "Print the result as one JSON object.")
  private boolean json;

  private PyTorchComparison(PrintStream out) {
    this.out = out;
  }

  /** Runs the command line and ends the process with its exit code. */
  public static void main(String[] arguments) {
    Libraries.configure();
    PrintStream terminal = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    // ND4J prints to standard output, which belongs to the result alone.
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    CommandLine line = new CommandLine(new PyTorchComparison(terminal));
    line.setOut(new PrintWriter(terminal, true, StandardCharsets.UTF_8));
    line.setExecutionExceptionHandler((thrown, command, result) -> report(thrown));
    int code = line.execute(arguments);
    terminal.flush();
    System.exit(code);
  }

  /** A wrong argument in a line, anything else with its stack. */
  private static int report(Exception thrown) {
    if (thrown instanceof IllegalArgumentException) {
      note(thrown.getMessage());
      return WRONG_INPUT;
    }
    thrown.printStackTrace(System.err);
    return CommandLine.ExitCode.SOFTWARE;
  }

  @Override
  public Integer call() {
    Set<String> known = names();
    if (!known.containsAll(works) || rounds < 1 || warmUp < 0) {
      throw new IllegalArgumentException(
          "expected works among " + known + ", one round or more, no negative warm-up");
    }
    Executor chosen = AvailableExecutors.open(executor);
    note("executor " + chosen.name() + ", " + Libraries.pytorch());
    List<Comparison> results = new ArrayList<>();
    for (ComparedWork work : ComparedWork.all()) {
      if (asked(work.name())) {
        note(work.label() + ", " + work.quantity());
        results.add(work.time(chosen, warmUp, rounds));
      }
    }
    if (asked(PeakMemory.NAME)) {
      note("peak memory, a process of its own for each side");
      results.add(PeakMemory.compare(executor));
    }
    out.println(json ? JsonText.line(json(chosen, results)) : table(results));
    return CommandLine.ExitCode.OK;
  }

  private boolean asked(String name) {
    return works.isEmpty() || works.contains(name);
  }

  private static Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    ComparedWork.all().forEach(work -> names.add(work.name()));
    names.add(PeakMemory.NAME);
    return names;
  }

  private static void note(String message) {
    System.err.println(message);
  }

  private static ObjectNode json(Executor executor, List<Comparison> results) {
    ObjectNode root = JsonText.object();
    root.put("executor", executor.name());
    root.put("peer", Libraries.pytorch());
    ArrayNode entries = root.putArray("comparisons");
    for (Comparison result : results) {
      ObjectNode entry = entries.addObject();
      entry.put("work", result.ours().work());
      entry.put("quantity", result.ours().quantity());
      entry.put("unit", result.ours().unit());
      put(entry.putObject("attune"), result.ours());
      put(entry.putObject("pytorch"), result.theirs());
      entry.put("ratio", result.ratio());
    }
    return root;
  }

  private static void put(ObjectNode node, Measurement measurement) {
    node.put("median", measurement.median());
    node.put("minimum", measurement.minimum());
    node.put("maximum", measurement.maximum());
    node.put("rounds", measurement.rounds());
  }

  private static Table table(List<Comparison> results) {
    Table table =
        new Table(
            "work", "quantity", "attune", "min", "max", "pytorch", "min", "max", "unit", "ratio");
    for (Comparison result : results) {
      Measurement ours = result.ours();
      Measurement theirs = result.theirs();
      table.row(
          ours.work(),
          ours.quantity(),
          number(ours.median()),
          number(ours.minimum()),
          number(ours.maximum()),
          number(theirs.median()),
          number(theirs.minimum()),
          number(theirs.maximum()),
          ours.unit(),
          String.format(Locale.ROOT, "%.2f", result.ratio()));
    }
    return table;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
