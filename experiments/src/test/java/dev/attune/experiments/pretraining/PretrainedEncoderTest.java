package dev.attune.experiments.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.attune.engine.checkpoint.Safetensors;
import dev.attune.experiments.cli.Terminal;
import dev.attune.experiments.json.JsonDocument;
import dev.attune.retrieval.EmbeddingTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be done with the encoder of a finished pretraining. */
class PretrainedEncoderTest {
  /** What is not looked at is not measured. */
  private static final String FEW_FIGURES =
      "evaluation={\"neighbours\": [1], \"strengths\": [0.1], \"labels_a_class\": [],"
          + " \"label_shares\": [], \"bootstrap_resamples\": 2}";

  /** So small a rate that no weight moves, and a seed of which random weights would be others. */
  private static final String[] STANDING = {
    "seed=7", "training.schedule={\"type\": \"constant\", \"learning_rate\": 1e-30}"
  };

  @TempDir static Path folder;

  private static SmallRuns runs;

  private final Terminal terminal = new Terminal();

  @BeforeAll
  static void pretrainOneOfEach() throws IOException {
    runs = SmallRuns.ofEach(folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"image", "text", "audio"})
  void embeddingTheItemsAnewGivesTheStoredRows(String modality) {
    Path out = folder.resolve("embedded-" + modality);
    int code =
        terminal.run(
            "embed",
            runs.finished(modality).toString(),
            "--modality",
            modality,
            "--input",
            folder.resolve("manifest.jsonl").toString(),
            "--out",
            out.toString());
    assertThat(code).as(terminal.err()).isZero();
    Map<String, float[]> stored = new HashMap<>();
    for (String split : List.of("train", "validation", "test")) {
      EmbeddingTable table =
          EmbeddingTable.load(
              runs.finished(modality).resolve("embeddings").resolve(split), modality);
      for (int i = 0; i < table.size(); i++) {
        stored.put(table.items().get(i).id(), table.rows()[i]);
      }
    }
    EmbeddingTable embedded = EmbeddingTable.load(out, modality);
    assertThat(embedded.size()).isEqualTo(stored.size());
    for (int i = 0; i < embedded.size(); i++) {
      String id = embedded.items().get(i).id();
      assertThat(embedded.rows()[i]).as(id).containsExactly(stored.get(id), within(1e-5f));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"image", "text", "audio"})
  void evaluatingAnewGivesTheSameFigures(String modality) throws IOException {
    Path file = runs.finished(modality).resolve("evaluation.json");
    String before = Files.readString(file);
    assertThat(terminal.run("evaluate", runs.finished(modality).toString()))
        .as(terminal.err())
        .isZero();
    assertThat(file).hasContent(before);
    int code =
        terminal.run(
            "evaluate", runs.finished(modality).toString(), "--protocol", "probe", "--json");
    assertThat(code).as(terminal.err()).isZero();
    JsonNode rows = JsonDocument.parse("out", terminal.out()).root().path("results");
    assertThat(rows.findValuesAsText("protocol")).isNotEmpty().containsOnly("probe");
    assertThat(rows.get(0)).isEqualTo(SmallRuns.json(file).path("results").get(0));
  }

  @Test
  void aFinishedRunIsMeasuredByOtherSettingsAndStaysAsItIs() throws IOException {
    String run = runs.finished("image").toString();
    Path file = runs.finished("image").resolve("evaluation.json");
    String before = Files.readString(file);
    int code = terminal.run("evaluate", run, "--set", "evaluation.neighbours=[3]", "--json");
    assertThat(code).as(terminal.err()).isZero();
    JsonNode rows = JsonDocument.parse("out", terminal.out()).root().path("results");
    assertThat(rows.findValuesAsText("metric"))
        .contains("knn_accuracy@3", "linear_accuracy")
        .doesNotContain("knn_accuracy@1");
    assertThat(file).hasContent(before);
    Path kept = folder.resolve("kept");
    for (int round = 0; round < 2; round++) {
      assertThat(terminal.run("evaluate", run, "--controls", kept.toString())).isZero();
      assertThat(file).hasContent(before);
      assertThat(kept).isDirectoryContaining("glob:**.json");
    }
    assertThat(terminal.run("evaluate", run, "--set", "training.epochs=9")).isEqualTo(2);
    assertThat(terminal.err()).contains("expected evaluation.key=VALUE", "found training.epochs=9");
  }

  @Test
  void anImageIsFoundAmongTheRunsImages() {
    Path asked = folder.resolve("media/green-bar-2.png");
    int code =
        terminal.run(
            "search",
            runs.finished("image").toString(),
            "--image",
            asked.toString(),
            "--in",
            "image",
            "-k",
            "3",
            "--json");
    assertThat(code).as(terminal.err()).isZero();
    JsonNode results = JsonDocument.parse("out", terminal.out()).root().path("results");
    assertThat(results).hasSize(3);
    assertThat(results.get(0).get("id").asText()).isEqualTo("green-bar-2");
    assertThat(results.get(0).get("split").asText()).isEqualTo("train");
    assertThat(results.get(0).get("score").asDouble()).isCloseTo(1, within(1e-5));
    assertThat(results.get(1).get("score").asDouble())
        .isLessThanOrEqualTo(results.get(0).get("score").asDouble());
  }

  @Test
  void anotherModalityIsRefusedInALine() {
    String input = folder.resolve("manifest.jsonl").toString();
    String out = folder.resolve("refused").toString();
    String run = runs.finished("image").toString();
    assertThat(terminal.run("embed", run, "--modality", "text", "--input", input, "--out", out))
        .isEqualTo(2);
    assertThat(terminal.err().lines())
        .singleElement()
        .asString()
        .contains("expected one of the run's modalities [image], found text");
    assertThat(folder.resolve("refused")).doesNotExist();
  }

  @Test
  void theSameSeedGivesTheSameWeightsAndAnotherOthers() {
    Path again = runs.run("image", "again", FEW_FIGURES);
    Path other = runs.run("image", "other", "seed=2", FEW_FIGURES);
    assertThat(SmallRuns.weights(again, "image"))
        .hasSameBinaryContentAs(SmallRuns.weights(runs.finished("image"), "image"));
    assertThat(Safetensors.read(SmallRuns.weights(other, "image")))
        .isNotEqualTo(Safetensors.read(SmallRuns.weights(runs.finished("image"), "image")));
  }

  @Test
  void aFurtherPretrainingStartsFromTheWeights() {
    String pretrained = "image.pretrained=" + runs.finished("image");
    startedFrom(runs.run("image", "further", STANDING[0], STANDING[1], pretrained, FEW_FIGURES));
  }

  @Test
  void anAlignmentStartsFromTheWeights() {
    String pretrained = "image.pretrained=" + runs.finished("image");
    startedFrom(runs.run("alignment", "alignment", STANDING[0], STANDING[1], pretrained));
  }

  private static void startedFrom(Path run) {
    Map<String, ?> kept = new HashMap<>(Safetensors.read(SmallRuns.weights(run, "image")));
    kept.keySet().removeIf(name -> name.startsWith("image.projection."));
    assertThat(kept)
        .isEqualTo(Safetensors.read(SmallRuns.weights(runs.finished("image"), "image")));
  }
}
