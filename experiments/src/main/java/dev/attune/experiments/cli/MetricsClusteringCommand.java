package dev.attune.experiments.cli;

import dev.attune.evaluation.ClusteringMetrics;
import dev.attune.retrieval.NpyFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code attune metrics clustering}: agreement of clusters with classes. */
@Command(name = "clustering", description = "Agreement of clusters with classes, in nats.")
final class MetricsClusteringCommand implements Callable<Integer> {
  private final Console console;

  @Option(names = "--truth", required = true, paramLabel = "T.npy", description = "[n], integers")
  private Path truth;

  @Option(
      names = "--predicted",
      required = true,
      paramLabel = "P.npy",
      description = "[n], integers")
  private Path predicted;

  @Mixin private ResultFormat format;

  MetricsClusteringCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    ClusteringMetrics metrics =
        ClusteringMetrics.of(NpyFile.open(truth).longs(), NpyFile.open(predicted).longs());
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("mutual_information", metrics.mutualInformation());
    figures.put("nmi", metrics.nmi());
    figures.put("ari", metrics.ari());
    figures.put("v_measure", metrics.vMeasure());
    format.print(console, figures);
    return Attune.DONE;
  }
}
