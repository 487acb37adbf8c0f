package dev.attune.experiments.cli;

import dev.attune.evaluation.Geometry;
import dev.attune.retrieval.NpyFile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code attune metrics geometry}: how embeddings lie in their space. */
@Command(
    name = "geometry",
    description = "How embeddings lie in their space; what the arrays do not allow is left out.")
final class MetricsGeometryCommand implements Callable<Integer> {
  private final Console console;

  @Option(names = "--left", required = true, paramLabel = "A.npy", description = "[n, width]")
  private Path left;

  @Option(
      names = "--right",
      paramLabel = "B.npy",
      description = "[n, width]; rows of one number are partners.")
  private Path right;

  @Mixin private ResultFormat format;

  MetricsGeometryCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    double[][] rows = NpyFile.open(left).doubleRows();
    format.print(
        console,
        right == null ? Geometry.of(rows) : Geometry.of(rows, NpyFile.open(right).doubleRows()));
    return Attune.DONE;
  }
}
