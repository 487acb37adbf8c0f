package dev.attune.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.attune.experiments.cli.Terminal;
import dev.attune.experiments.json.JsonDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hidden sound predicted beside the contrastive losses, from items that may lack a modality. */
class ReconstructionRunTest {
  private static final String PAIRS =
      "{\"left\": \"image\", \"right\": \"text\"}, {\"left\": \"audio\", \"right\": \"text\"}";
  private static final String BOTH =
      "reconstructions=[{\"target\": \"audio\", \"given\": [\"text\", \"image\"], \"weight\": 2,"
          + " \"hidden\": {\"length\": 2},"
          + " \"decoder\": {\"width\": 8, \"depth\": 1, \"heads\": 2}}]";

  @TempDir Path folder;

  private final Terminal terminal = new Terminal();

  private static List<JsonNode> reconstructions(JsonNode results) {
    List<JsonNode> rows = new ArrayList<>();
    results
        .path("results")
        .forEach(
            row -> {
              if (row.get("protocol").asText().equals("reconstruction")) {
                rows.add(row);
              }
            });
    return rows;
  }

  @Test
  void everySplitIsAskedWithItsPairWithoutAndWithAnother() throws IOException {
    Path config = SmallTrimodal.write(folder, "rows", PAIRS);
    Path run = folder.resolve("run");
    assertThat(terminal.run("run", config.toString(), "--out", run.toString(), "--set", BOTH))
        .as(terminal.err())
        .isZero();

    assertThat(terminal.out())
        .contains("squared_error of audio given text and image", "interpolation");
    assertThat(Files.readString(run.resolve("metrics.jsonl")))
        .contains("\"audio_reconstruction.squared_error\":");
    List<JsonNode> rows =
        reconstructions(JsonDocument.read(run.resolve("evaluation.json"), 1 << 24).root());
    assertThat(rows)
        .extracting(row -> row.get("split").asText() + " " + row.get("metric").asText())
        .contains("test squared_error", "test error_reduction", "test.fr error_reduction");
    JsonNode error = rows.get(0);
    assertThat(error.get("query").asText()).isEqualTo("text and image");
    assertThat(error.get("gallery").asText()).isEqualTo("audio");
    assertThat(error.get("value").asDouble()).isPositive();
    assertThat(error.get("controls").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("without_pair", "other_pair", "interpolation");
    evaluatesAnew(run, rows);
  }

  /** The exported encoders and decoder give the same figures as those of training. */
  private void evaluatesAnew(Path run, List<JsonNode> rows) {
    assertThat(terminal.run("evaluate", run.toString(), "--protocol", "reconstruction", "--json"))
        .as(terminal.err())
        .isZero();
    JsonNode anew = JsonDocument.parse("out", terminal.out()).root();
    assertThat(reconstructions(anew)).isEqualTo(rows);
  }

  @Test
  void givenNothingTheErrorStandsBesideInterpolationAlone() throws IOException {
    Path config = SmallTrimodal.write(folder, "concepts", PAIRS);
    Path whole = folder.resolve("whole");
    String nothing = "reconstructions=[{\"target\": \"audio\", \"hidden\": {\"share\": 0.3}}]";
    assertThat(terminal.run("run", config.toString(), "--out", whole.toString(), "--set", nothing))
        .as(terminal.err())
        .isZero();
    List<JsonNode> rows =
        reconstructions(JsonDocument.read(whole.resolve("evaluation.json"), 1 << 24).root());
    assertThat(rows).extracting(row -> row.get("query").asText()).containsOnly("nothing");
    assertThat(rows).extracting(row -> row.get("metric").asText()).containsOnly("squared_error");
    assertThat(rows.get(0).get("controls").fieldNames())
        .toIterable()
        .containsExactly("interpolation");
  }

  @Test
  void whatCannotBeReconstructedIsRefusedBeforeAnythingIsWritten() throws IOException {
    Path config = SmallTrimodal.write(folder, "rows", PAIRS);
    refused(
        config,
        "reconstructions=[{\"target\": \"text\"}]",
        "reconstructions.target: expected a modality whose encoder cuts sound into steps"
            + " (convolution_transformer, spectrogram_transformer), found text with"
            + " TextTransformer");
    refused(
        config,
        "reconstructions=[{\"target\": \"audio\", \"hidden\": {\"share\": 1.0}}]",
        "share: expected more than 0 and less than 1, found 1.0");
    refused(
        config,
        "reconstructions=[{\"target\": \"audio\", \"given\": [\"smell\"]}]",
        "reconstructions: expected target and given out of the towers [audio, image, text],"
            + " found [audio, smell]");
    refused(
        config,
        "reconstructions=[{\"target\": \"audio\", \"given\": [\"audio\"]}]",
        "given: expected distinct towers other than audio, found [audio]");
    refused(
        config,
        "reconstructions=[{\"target\": \"audio\"}, {\"target\": \"audio\"}]",
        "reconstructions: expected each target once, found audio again");
  }

  private void refused(Path config, String setting, String line) {
    Path run = folder.resolve("refused");
    assertThat(terminal.run("run", config.toString(), "--out", run.toString(), "--set", setting))
        .isEqualTo(2);
    assertThat(terminal.err()).contains(line);
    assertThat(run).doesNotExist();
  }
}
