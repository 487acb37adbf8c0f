package dev.attune.experiments.cli;

import dev.attune.evaluation.probe.MeasuredControls;
import dev.attune.experiments.config.PretrainingConfig;
import dev.attune.experiments.config.RunConfig;
import dev.attune.experiments.pretraining.ControlFolder;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option of each command that judges beside controls. */
final class KeptControls {
  @Option(
      names = "--controls",
      paramLabel = "DIR",
      description =
          "Keep what a pretraining's controls give in this folder, and take from it what was kept.")
  private Path folder;

  Optional<Path> folder() {
    return Optional.ofNullable(folder);
  }

  MeasuredControls measured() {
    return folder == null ? MeasuredControls.NONE : new ControlFolder(folder);
  }

  /**
   * Makes sure that there is something to keep.
   *
   * @throws IllegalArgumentException if a folder is given for an alignment
   */
  void require(RunConfig config) {
    if (folder != null && !(config instanceof PretrainingConfig)) {
      throw new IllegalArgumentException(
          "--controls: expected a pretraining, whose controls can be kept, found an alignment");
    }
  }
}
