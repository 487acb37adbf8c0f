package dev.attune.experiments.suite;

import com.fasterxml.jackson.databind.JsonNode;
import dev.attune.evaluation.Estimate;
import dev.attune.evaluation.EvaluationRow;
import dev.attune.experiments.json.JsonDocument;
import dev.attune.experiments.run.EvaluationFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a finished run of a suite gave.
 *
 * @param entry the run
 * @param rows its figures
 * @param seconds of training: the steps', loading included
 * @param peakMegabytes most memory that its process held; 0 where the system does not tell
 */
public record SuiteResult(
    SuiteEntry entry, List<EvaluationRow> rows, double seconds, double peakMegabytes) {

  /** Reads a finished run. */
  public static SuiteResult of(SuiteEntry entry) {
    JsonNode provenance = JsonDocument.read(entry.run().provenance()).root();
    return new SuiteResult(
        entry,
        EvaluationFiles.read(entry.run().evaluation()),
        seconds(entry),
        provenance.path("peak_memory_mb").asDouble());
  }

  private static double seconds(SuiteEntry entry) {
    int batch = entry.config().training().batchSize();
    double seconds = 0;
    try {
      for (String line : Files.readAllLines(entry.run().metrics())) {
        double speed =
            JsonDocument.parse(entry.run().metrics().toString(), line)
                .root()
                .path("samples_per_second")
                .asDouble();
        seconds += speed > 0 ? batch / speed : 0;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return seconds;
  }

  /** A figure on the first split that has it. */
  public Optional<Estimate> figure(String protocol, String metric) {
    return row(protocol, metric).map(row -> new Estimate(row.value(), row.ci95()));
  }

  /** A figure's controls by name. */
  public Map<String, Estimate> controls(String protocol, String metric) {
    return row(protocol, metric).map(EvaluationRow::controls).orElse(Map.of());
  }

  private Optional<EvaluationRow> row(String protocol, String metric) {
    return rows.stream()
        .filter(row -> row.protocol().equals(protocol) && row.metric().equals(metric))
        .findFirst();
  }

  /** The accuracy of a linear probe by labels a class; by the run and by each of its controls. */
  public Map<String, Map<Integer, Double>> labelCurves() {
    Map<String, Map<Integer, Double>> curves = new LinkedHashMap<>();
    for (EvaluationRow row : rows) {
      String[] parts = row.metric().split("@", -1);
      if (row.protocol().equals("few_labels") && parts.length == 2 && parts[1].matches("\\d+")) {
        int labels = Integer.parseInt(parts[1]);
        put(curves, entry.config().name(), labels, row.value());
        row.controls().forEach((name, control) -> put(curves, name, labels, control.value()));
      }
    }
    return curves;
  }

  private static void put(
      Map<String, Map<Integer, Double>> curves, String name, int labels, double value) {
    curves.computeIfAbsent(name, n -> new LinkedHashMap<>()).put(labels, value);
  }
}
