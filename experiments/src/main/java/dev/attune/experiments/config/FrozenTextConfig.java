package dev.attune.experiments.config;

import dev.attune.experiments.json.Default;
import java.nio.file.Path;

/**
 * A sentence transformer that stays as it is; only a hidden layer and a projection of its vectors
 * learn. They are computed once and kept on disk.
 *
 * @param model {@value #MINI_LM}, which is fetched on first use, or a folder in the layout of
 *     sentence-transformers with an ONNX model and a WordPiece vocabulary
 * @param hiddenWidth of a layer with GELU before the projection; 0 for the projection alone
 * @param directory where the fetched model and the vectors lie, relative to the working directory
 */
public record FrozenTextConfig(
    @Default("\"all-MiniLM-L6-v2\"") String model,
    @Default("512") int hiddenWidth,
    @Default("\"data\"") String directory) {
  /** The model that is fetched by name. */
  public static final String MINI_LM = "all-MiniLM-L6-v2";

  public FrozenTextConfig {
    Limits.atLeast(hiddenWidth, 0, "hidden_width");
  }

  /** The same with absolute paths. */
  FrozenTextConfig resolved() {
    String found = model.equals(MINI_LM) ? model : Limits.absolute(model);
    return new FrozenTextConfig(
        found, hiddenWidth, Path.of(directory).toAbsolutePath().normalize().toString());
  }
}
