package dev.attune.experiments.config;

import dev.attune.experiments.json.Default;
import java.nio.file.Path;

/**
 * A sentence transformer that stays as it is; only a projection of its vectors learns. They are
 * computed once and kept on disk.
 *
 * @param model {@value #MINI_LM}, which is fetched on first use, or a folder in the layout of
 *     sentence-transformers with an ONNX model and a WordPiece vocabulary
 * @param directory where the fetched model and the vectors lie, relative to the working directory
 */
public record FrozenTextConfig(
    @Default("\"all-MiniLM-L6-v2\"") String model, @Default("\"data\"") String directory) {
  /** The model that is fetched by name. */
  public static final String MINI_LM = "all-MiniLM-L6-v2";

  /** The same with absolute paths. */
  FrozenTextConfig resolved() {
    String found = model.equals(MINI_LM) ? model : Limits.absolute(model);
    return new FrozenTextConfig(found, Path.of(directory).toAbsolutePath().normalize().toString());
  }
}
