package dev.attune.experiments.suite;

import dev.attune.experiments.config.ExperimentBinding;
import dev.attune.experiments.config.PretrainingConfig;
import dev.attune.experiments.config.RunConfig;
import dev.attune.experiments.run.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One run of a suite.
 *
 * @param file its configuration
 * @param config as it was read, with absolute paths
 * @param run where it lies or will lie
 */
public record SuiteEntry(Path file, PretrainingConfig config, RunDirectory run) {

  /**
   * Reads the configurations of a suite.
   *
   * @param assignments laid over each
   * @param out folder of the run directories, each by its run's name
   * @throws IllegalArgumentException in one line, if one is no pretraining, two have one name, or
   *     they take their data apart in different ways
   */
  public static List<SuiteEntry> read(List<Path> files, List<String> assignments, Path out) {
    List<SuiteEntry> entries = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Path file : files) {
      RunConfig config = ExperimentBinding.read(file, assignments).resolved(file);
      if (!(config instanceof PretrainingConfig pretraining)) {
        throw new IllegalArgumentException(
            file + ": expected a pretraining, with the key tasks, found an alignment");
      }
      if (!names.add(config.name())) {
        throw new IllegalArgumentException(
            file + ": expected a name of its own, found " + config.name() + " again");
      }
      RunDirectory run = new RunDirectory(out.resolve(config.name()));
      entries.add(new SuiteEntry(file, pretraining, run));
      requireSameData(entries.get(0), entries.get(entries.size() - 1));
    }
    return entries;
  }

  private static void requireSameData(SuiteEntry first, SuiteEntry other) {
    boolean same =
        first.config.data().source().equals(other.config.data().source())
            && first.config.data().select().equals(other.config.data().select())
            && first.config.data().split().equals(other.config.data().split())
            && first.config.data().splitSeed() == other.config.data().splitSeed();
    if (!same) {
      throw new IllegalArgumentException(
          "%s: expected the data and splits of %s, found others".formatted(other.file, first.file));
    }
  }

  /** Whether the run has come to its end. */
  public boolean finished() {
    return Files.isRegularFile(run.evaluation());
  }

  /**
   * Makes sure that a finished run is one of this configuration.
   *
   * @throws IllegalArgumentException in one line, if it is another's
   */
  public void requireOwn() {
    RunConfig found = ExperimentBinding.read(run.config(), List.of());
    if (!found.equals(config)) {
      throw new IllegalArgumentException(
          run.config()
              + ": expected the configuration of "
              + file
              + ", found another; give --out another folder, or move that run away");
    }
  }
}
