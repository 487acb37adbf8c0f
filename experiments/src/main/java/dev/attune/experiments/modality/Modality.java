package dev.attune.experiments.modality;

import dev.attune.datasets.Item;
import dev.attune.engine.Batch;
import dev.attune.engine.Tensor;
import dev.attune.engine.executor.Executor;
import dev.attune.experiments.config.TowerStart;
import dev.attune.graph.Encoder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** One modality of an experiment: its tower, and how items become what the tower reads. */
public interface Modality {
  /** Names of all there are, in the order in which they are told of. */
  List<String> NAMES = List.of("text", "image", "audio");

  /** Name of the tower, such as {@code image}. */
  String name();

  /** The tower, unprojected. */
  Encoder tower();

  /** Where the tower starts from and what of it moves. */
  TowerStart start();

  /**
   * An item for one row of a training batch.
   *
   * @param item has this modality
   * @param random where every draw for this row comes from
   */
  record Sample(Item item, RandomGenerator random) {}

  /**
   * The arrays of a training batch.
   *
   * @param batch by the names of the graph's inputs
   * @param contents what each row shows: two rows of equal contents belong together
   */
  record Rows(Batch batch, List<String> contents) {}

  /**
   * The arrays of files or captions as embedding reads them, without augmentation. Safe for any
   * number of threads.
   *
   * @param contents a row each
   */
  Batch batch(List<String> contents);

  /** Makes training rows; a function of the samples alone. Safe for any number of threads. */
  Rows rows(List<Sample> samples);

  /**
   * The projected tower compiled for embedding.
   *
   * @param projected the tower with its projection
   * @param weights of it and any others
   */
  Embedder embedder(Encoder projected, Map<String, Tensor> weights, Executor executor);

  /**
   * An exported encoder of this modality.
   *
   * @param directory such as {@code encoders/image} of a run
   */
  Embedder load(Path directory, Executor executor);

  /** Writes the encoder with all that its module needs to load it alone. */
  void save(Path directory, Encoder projected, Map<String, Tensor> weights);

  /** Whether an item has the modality of that name. */
  static boolean has(Item item, String modality) {
    return switch (modality) {
      case "text" -> !item.texts().isEmpty();
      case "image" -> item.image().isPresent();
      case "audio" -> item.audio().isPresent();
      default -> throw new IllegalArgumentException("expected one of " + NAMES + ": " + modality);
    };
  }

  /** The file that an item shows in the modality of that name, which is not {@code text}. */
  static String file(Item item, String modality) {
    return (modality.equals("image") ? item.image() : item.audio()).orElseThrow().toString();
  }
}
