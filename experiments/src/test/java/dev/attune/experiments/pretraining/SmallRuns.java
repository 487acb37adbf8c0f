package dev.attune.experiments.pretraining;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.attune.experiments.cli.Terminal;
import dev.attune.experiments.json.JsonDocument;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs of small pretrainings, each in a folder of its name.
 *
 * @param folder of the data and the configurations
 */
record SmallRuns(Path folder) {

  /** Data, and a finished run of each modality under its name. */
  static SmallRuns ofEach(Path folder) throws IOException {
    SmallRuns runs = new SmallRuns(SmallPretraining.write(folder));
    for (String modality : List.of("image", "text", "audio")) {
      runs.run(modality, modality);
    }
    return runs;
  }

  /** Runs a configuration to its end. */
  Path run(String config, String name, String... assignments) {
    Terminal terminal = new Terminal();
    List<String> arguments = new ArrayList<>(List.of("run", folder.resolve(config) + ".json"));
    arguments.addAll(List.of("--out", finished(name).toString()));
    List.of(assignments).forEach(assignment -> arguments.addAll(List.of("--set", assignment)));
    assertThat(terminal.run(arguments.toArray(String[]::new))).as(terminal.err()).isZero();
    return finished(name);
  }

  /** Where a run lies. */
  Path finished(String name) {
    return folder.resolve("runs").resolve(name);
  }

  /** A run's encoder. */
  static Path weights(Path run, String modality) {
    return run.resolve("encoders").resolve(modality).resolve("model.safetensors");
  }

  static JsonNode json(Path file) {
    return JsonDocument.read(file, 1 << 24).root();
  }
}
