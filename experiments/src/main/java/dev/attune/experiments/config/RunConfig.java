package dev.attune.experiments.config;

import dev.attune.engine.executor.Precision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a run is made from: an alignment of several encoders, or the pretraining of one. */
public sealed interface RunConfig permits ExperimentConfig, PretrainingConfig {
  /** Executors that a file may name. */
  List<String> EXECUTORS = List.of("auto", "cuda", "cpu", "nd4j");

  /** Name of the run; its default directory is {@code runs/<name>}. */
  String name();

  /** Decides weights, order, augmentations and captions. */
  long seed();

  /** {@code auto}, {@code cuda}, {@code cpu} or {@code nd4j}. */
  String executor();

  /** {@code fp32}, {@code tf32} or {@code bf16}. */
  String precision();

  /** Over how many GPUs each batch is shared out. */
  default int devices() {
    return 1;
  }

  /** Items and how they are split. */
  DataConfig data();

  /** The image tower, if there is one. */
  Optional<ImageConfig> image();

  /** The text tower, if there is one. */
  Optional<TextConfig> text();

  /** The audio tower, if there is one. */
  Optional<AudioConfig> audio();

  /** How long and how. */
  TrainingConfig training();

  /**
   * The same with its paths absolute.
   *
   * @param file that it was read from
   */
  RunConfig resolved(Path file);

  /** Names of the towers: {@code text}, {@code image}, {@code audio}, in this order. */
  default List<String> modalities() {
    List<String> names = new ArrayList<>();
    text().ifPresent(tower -> names.add("text"));
    image().ifPresent(tower -> names.add("image"));
    audio().ifPresent(tower -> names.add("audio"));
    return names;
  }

  /** Makes sure of the settings that every run has. */
  static void require(String name, String executor, String precision) {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")) {
      throw new IllegalArgumentException(
          "name: expected letters, digits, dots, dashes and underscores, found \"" + name + "\"");
    }
    if (!EXECUTORS.contains(executor)) {
      throw new IllegalArgumentException(
          "executor: expected one of " + EXECUTORS + ", found \"" + executor + "\"");
    }
    Precision.of(precision);
  }
}
