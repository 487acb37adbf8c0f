package dev.attune.experiments.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.experiments.bench.GrowthPicture;
import dev.attune.experiments.bench.Measurement;
import dev.attune.experiments.bench.Suite;
import dev.attune.experiments.json.JsonText;
import dev.attune.experiments.json.RecordBinder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code attune bench}: the project's own timings. */
@Command(name = "bench", description = "Measure this machine with the project's own benchmarks.")
final class BenchCommand implements Callable<Integer> {
  private final Console console;

  @Option(names = "--suite", paramLabel = "NAME", description = "One suite; all if left out.")
  private String suite;

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description = "Draw the growth suite's times as a PNG.")
  private Path picture;

  @Mixin private ResultFormat format;

  BenchCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    List<Measurement> measurements = new ArrayList<>();
    for (Suite chosen : chosen()) {
      console.note(chosen.name() + ": " + chosen.description());
      Optional<String> obstacle = chosen.obstacle();
      obstacle.ifPresent(console::note);
      if (obstacle.isEmpty()) {
        measurements.addAll(chosen.run(console::note));
      }
    }
    if (picture != null) {
      GrowthPicture.write(measurements, picture);
    }
    if (format.json()) {
      console.print(json(measurements));
    } else {
      console.print(text(measurements));
    }
    return Attune.DONE;
  }

  private List<Suite> chosen() {
    if (suite == null) {
      return Suite.all();
    }
    List<Suite> named = Suite.all().stream().filter(s -> s.name().equals(suite)).toList();
    if (named.isEmpty()) {
      throw new IllegalArgumentException(
          "--suite: expected one of "
              + Suite.all().stream().map(Suite::name).toList()
              + ", found \""
              + suite
              + "\"");
    }
    named
        .get(0)
        .obstacle()
        .ifPresent(
            why -> {
              throw new IllegalArgumentException("--suite " + suite + ": " + why);
            });
    return named;
  }

  private static ObjectNode json(List<Measurement> measurements) {
    RecordBinder binder = RecordBinder.builder().build();
    ObjectNode result = JsonText.object();
    ArrayNode entries = result.putArray("measurements");
    measurements.forEach(measurement -> entries.add(binder.write(measurement)));
    return result;
  }

  private static String text(List<Measurement> measurements) {
    Table table =
        new Table("work", "side", "quantity", "median", "minimum", "maximum", "unit", "rounds");
    for (Measurement m : measurements) {
      table.row(
          m.work(),
          m.side(),
          m.quantity(),
          number(m.median()),
          number(m.minimum()),
          number(m.maximum()),
          m.unit(),
          Integer.toString(m.rounds()));
    }
    return table.toString();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
