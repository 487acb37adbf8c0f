package dev.attune.experiments.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.experiments.json.JsonText;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Option;

/** The option of each command that prints a result. */
final class ResultFormat {
  @Option(names = "--json", description = "Print the result as one JSON object.")
  private boolean json;

  boolean json() {
    return json;
  }

  /** Prints named figures. */
  void print(Console console, Map<String, Double> figures) {
    if (json) {
      ObjectNode result = JsonText.object();
      figures.forEach(result::put);
      console.print(result);
      return;
    }
    Table table = new Table("metric", "value");
    figures.forEach((name, value) -> table.row(name, String.format(Locale.ROOT, "%.6f", value)));
    console.print(table.toString());
  }
}
