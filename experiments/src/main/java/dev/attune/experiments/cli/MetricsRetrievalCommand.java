package dev.attune.experiments.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.evaluation.Bootstrap;
import dev.attune.evaluation.Clusters;
import dev.attune.evaluation.Estimate;
import dev.attune.evaluation.Ranking;
import dev.attune.evaluation.RankingReport;
import dev.attune.evaluation.Scores;
import dev.attune.experiments.json.JsonDocument;
import dev.attune.experiments.json.JsonText;
import dev.attune.retrieval.NpyFile;
import dev.attune.retrieval.NpyType;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code attune metrics retrieval}: ranking metrics of scores. */
@Command(
    name = "retrieval",
    description = "Ranking metrics of scores, ties in expectation, with 95 % intervals.")
final class MetricsRetrievalCommand implements Callable<Integer> {
  /** Room for some millions of relevant columns. */
  private static final long RELEVANT_BYTES = 256L << 20;

  private final Console console;

  @Option(
      names = "--scores",
      required = true,
      paramLabel = "S.npy",
      description = "[queries, columns], higher is better.")
  private Path scores;

  @Option(
      names = "--relevant",
      required = true,
      paramLabel = "R.json",
      description = "A list a query, of relevant columns from 0 or of [column, grade].")
  private Path relevant;

  @Option(
      names = "--k",
      split = ",",
      defaultValue = "1,5,10",
      description = "Cut-offs; ${DEFAULT-VALUE} if left out.")
  private int[] cutoffs;

  @Mixin private ResultFormat format;

  MetricsRetrievalCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Scores matrix = read(scores);
    JsonDocument document = JsonDocument.read(relevant, RELEVANT_BYTES);
    Ranking ranking = Ranking.of(matrix, RelevanceFile.of(document, matrix.columns()), cutoffs);
    RankingReport report = ranking.report(Bootstrap.DEFAULT, Clusters.single(matrix.queries()));
    if (format.json()) {
      console.print(json(report));
    } else {
      console.print(text(report));
    }
    return Attune.DONE;
  }

  private static Scores read(Path file) {
    NpyFile npy = NpyFile.open(file);
    return npy.type() == NpyType.FLOAT32 ? Scores.of(npy.floatRows()) : Scores.of(npy.doubleRows());
  }

  private static ObjectNode json(RankingReport report) {
    ObjectNode result = JsonText.object();
    report
        .metrics()
        .forEach(
            (name, estimate) -> {
              ObjectNode entry = result.putObject(name);
              entry.put("value", estimate.value());
              entry.putArray("ci95").add(estimate.ci95().low()).add(estimate.ci95().high());
            });
    result.put("queries", report.queries());
    result.put("tie_rate", report.tieRate());
    return result;
  }

  private static String text(RankingReport report) {
    Table table = new Table("metric", "value", "95 % interval");
    for (Map.Entry<String, Estimate> entry : report.metrics().entrySet()) {
      Estimate estimate = entry.getValue();
      table.row(
          entry.getKey(),
          number(estimate.value()),
          number(estimate.ci95().low()) + "–" + number(estimate.ci95().high()));
    }
    return table
        + "\nqueries: "
        + report.queries()
        + ", with a tie that matters: "
        + number(report.tieRate());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
