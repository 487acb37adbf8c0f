package dev.attune.experiments.run;

import dev.attune.engine.Tensor;
import dev.attune.engine.checkpoint.Safetensors;
import dev.attune.engine.encoder.TowerFiles;
import dev.attune.engine.executor.TrainingSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Weights of an encoder that a run starts from. */
public final class PretrainedWeights {
  private PretrainedWeights() {}

  /**
   * Lays them over a session's, the projection excepted.
   *
   * @param directory of an exported encoder, or of a run that exported one; empty for none
   * @param tower such as {@code image}
   * @throws IllegalArgumentException if a weight of the tower is missing or has another shape
   */
  public static void load(TrainingSession session, String directory, String tower) {
    if (directory.isEmpty()) {
      return;
    }
    Path file = encoder(Path.of(directory), tower).resolve(TowerFiles.WEIGHTS);
    Map<String, Tensor> weights = new LinkedHashMap<>(Safetensors.read(file));
    weights.keySet().removeIf(name -> name.startsWith(tower + ".projection."));
    List<String> missing =
        session.weights().keySet().stream()
            .filter(name -> name.startsWith(tower + "."))
            .filter(name -> !name.startsWith(tower + ".projection."))
            .filter(name -> !weights.containsKey(name))
            .toList();
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: expected all weights of the tower %s, found %s and %d more missing"
              .formatted(file, tower, missing.get(0), missing.size() - 1));
    }
    try {
      session.load(weights);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  private static Path encoder(Path directory, String tower) {
    Path ofRun = new RunDirectory(directory).encoder(tower);
    return Files.isDirectory(ofRun) ? ofRun : directory;
  }
}
