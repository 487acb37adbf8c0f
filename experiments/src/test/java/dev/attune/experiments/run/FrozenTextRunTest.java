package dev.attune.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.experiments.cli.Terminal;
import dev.attune.text.onnx.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sentence transformer in the place of the text tower. */
class FrozenTextRunTest {
  @TempDir Path folder;

  private final Terminal terminal = new Terminal();

  @Test
  void onlyWhatFollowsTheModelIsTrainedAndExported() throws IOException {
    Path config = SmallExperiment.write(folder, 2);
    Path model = TinyModel.write(folder.resolve("model"));
    String text = Files.readString(config);
    int from = text.indexOf("\"text\": {");
    int to = text.indexOf("\"embedding_width\"");
    String frozen =
        "\"text\": {\"frozen\": {\"model\": \"%s\", \"directory\": \"%s\"}},\n  "
            .formatted(model, folder.resolve("kept"));
    Files.writeString(config, text.substring(0, from) + frozen + text.substring(to));
    Path run = folder.resolve("run");

    assertThat(terminal.run("run", config.toString(), "--out", run.toString()))
        .as(terminal.err())
        .isZero();
    assertThat(run.resolve("encoders/text/config.json"))
        .content()
        .contains("\"type\" : \"frozen_features\"", "\"features\" : 3", "\"projection_width\" : 8");
    try (Stream<Path> kept = Files.list(folder.resolve("kept/sentence-vectors"))) {
      assertThat(kept).hasSize(1);
    }
    assertThat(terminal.run("search", run.toString(), "--text", "a red disc", "--json"))
        .as(terminal.err())
        .isZero();
    assertThat(terminal.out()).contains("\"modality\":\"image\"");

    Files.writeString(model.resolve("model.onnx"), "damaged");
    assertThat(terminal.run("search", run.toString(), "--text", "a red disc")).isEqualTo(2);
    assertThat(terminal.err())
        .contains(model + ": expected a model that ONNX Runtime loads, found");
  }
}
