package dev.attune.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.attune.experiments.cli.Terminal;
import dev.attune.experiments.json.JsonDocument;
import dev.attune.retrieval.EmbeddingItem;
import dev.attune.retrieval.EmbeddingTable;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code attune run} writes and what it refuses, on a small experiment. */
class RunContractTest {
  @TempDir Path folder;

  private final Terminal terminal = new Terminal();

  private int run(Path config, Path run, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("run", config.toString(), "--out", run.toString()));
    arguments.addAll(List.of(more));
    return terminal.run(arguments.toArray(String[]::new));
  }

  private static JsonNode json(Path file) {
    return JsonDocument.read(file, 1 << 24).root();
  }

  @Test
  void aRunLeavesWhatTheContractSays() throws IOException {
    Path config = SmallExperiment.write(folder, 4);
    Path run = folder.resolve("run");
    assertThat(run(config, run, "--parquet")).as(terminal.err()).isZero();

    assertThat(json(run.resolve("config.json")).at("/training/optimizer/beta1").isNumber())
        .as("defaults are written out")
        .isTrue();
    assertThat(json(run.resolve("provenance.json")).fieldNames())
        .toIterable()
        .contains("commit", "data_sha256", "seed", "java", "os", "cpu", "executor", "start", "end");
    assertThat(json(run.resolve("provenance.json")).get("executor").asText())
        .isEqualTo(SmallExperiment.EXECUTOR);
    List<String> metrics = Files.readAllLines(run.resolve("metrics.jsonl"));
    assertThat(metrics.get(0))
        .contains("\"step\"", "\"loss\"", "\"lr\"", "\"logit_scale\"", "\"grad_norm\"")
        .contains("\"samples_per_second\"", "\"data_wait\"");
    assertThat(run.resolve("checkpoints/step-16/model.safetensors")).exists();
    assertThat(run.resolve("report.html")).content().doesNotContain("http://", "https://");
    embeddingsJoinById(run);
    resultsAreAFlatTable(run);
    assertThat(terminal.out()).contains("recall@10", "text → image");
  }

  private static void embeddingsJoinById(Path run) {
    EmbeddingTable images = EmbeddingTable.load(run.resolve("embeddings/test"), "image");
    EmbeddingTable texts = EmbeddingTable.load(run.resolve("embeddings/test"), "text");
    List<String> ids = images.items().stream().map(EmbeddingItem::id).toList();
    assertThat(images.size()).isEqualTo(4);
    assertThat(texts.size()).isEqualTo(8);
    assertThat(texts.items()).allMatch(item -> ids.contains(item.id()) && item.text() != null);
    for (float[] row : images.rows()) {
      double squares = 0;
      for (float value : row) {
        squares += (double) value * value;
      }
      assertThat(Math.abs(squares - 1)).isLessThan(1e-5);
    }
    assertThat(run.resolve("embeddings/test/image.parquet")).exists();
    assertThat(run.resolve("embeddings/train/image.npy")).exists();
  }

  private static void resultsAreAFlatTable(Path run) {
    JsonNode rows = json(run.resolve("evaluation.json")).path("results");
    assertThat(rows).isNotEmpty();
    for (JsonNode row : rows) {
      assertThat(row.fieldNames())
          .toIterable()
          .containsExactly(
              "protocol",
              "split",
              "query",
              "gallery",
              "metric",
              "definition",
              "value",
              "ci95",
              "queries",
              "gallery_size",
              "controls");
    }
    assertThat(rows.findValuesAsText("protocol")).contains("retrieval", "zero_shot");
    geometryIsEachModalitysAndOfBoth(rows);
  }

  private static void geometryIsEachModalitysAndOfBoth(JsonNode rows) {
    List<String> geometry = new ArrayList<>();
    for (JsonNode row : rows) {
      if (row.get("protocol").asText().equals("geometry")
          && row.get("split").asText().equals("test")) {
        geometry.add(
            String.join(
                " ",
                row.get("query").asText(),
                row.get("gallery").asText(),
                row.get("metric").asText()));
        assertThat(row.get("queries").asInt()).isEqualTo(4);
        assertThat(row.get("controls").has("random_encoder")).isTrue();
      }
    }
    assertThat(geometry)
        .containsExactlyInAnyOrder(
            "image itself uniformity",
            "image itself rank_me",
            "image itself effective_rank",
            "image itself std_mean",
            "text image linear_cka",
            "text image alignment",
            "text image modality_gap",
            "text itself uniformity",
            "text itself rank_me",
            "text itself effective_rank",
            "text itself std_mean");
  }

  @Test
  void anotherRunsDirectoryIsLeftAsItIs() throws IOException {
    Path config = SmallExperiment.write(folder, 1);
    Path run = folder.resolve("run");
    Files.createDirectories(run);
    Files.writeString(run.resolve("config.json"), "{}");
    assertThat(run(config, run)).isEqualTo(2);
    assertThat(terminal.err()).contains("found another run", "--resume");
    assertThat(run.resolve("config.json")).hasContent("{}");
    assertThat(run.resolve("metrics.jsonl")).doesNotExist();
  }

  @Test
  void badRowsAreCountedAndNamed() throws IOException {
    Path config = SmallExperiment.write(folder, 1);
    addBadRows();
    Path run = folder.resolve("run");
    assertThat(run(config, run)).as(terminal.err()).isZero();
    assertThat(terminal.err())
        .contains(":25: ", ":26: ", ":27: ", ":28: ", ":29: ", ":30: ", ":31: ")
        .contains("7 rows left out");
    assertThat(run.resolve("report.html")).content().contains("Rows left out: 7");
  }

  @Test
  void strictEndsAtABadRowAndWritesNothing() throws IOException {
    Path config = SmallExperiment.write(folder, 1);
    addBadRows();
    Path run = folder.resolve("run");
    for (List<String> strict :
        List.of(List.of("--strict"), List.of("--set", "data.source.strict=true"))) {
      assertThat(run(config, run, strict.toArray(String[]::new))).isEqualTo(2);
      assertThat(terminal.err()).contains("manifest.jsonl:25: ");
      assertThat(run).doesNotExist();
    }
  }

  /** A missing file, text called .png, a cut PNG, 1 × 1, no caption, a huge caption, an old id. */
  private void addBadRows() throws IOException {
    Path images = folder.resolve("images");
    Files.writeString(images.resolve("text.png"), "this is no picture");
    byte[] whole = Files.readAllBytes(images.resolve("red-disc.png"));
    Files.write(images.resolve("cut.png"), Arrays.copyOf(whole, whole.length / 2));
    BufferedImage dot = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    ImageIO.write(dot, "png", images.resolve("dot.png").toFile());
    String rows =
        """
        {"id": "missing", "image": "images/missing.png", "text": "nothing"}
        {"id": "text", "image": "images/text.png", "text": "a text"}
        {"id": "cut", "image": "images/cut.png", "text": "a cut"}
        {"id": "dot", "image": "images/dot.png", "text": "a dot"}
        {"id": "silent", "image": "images/red-disc.png", "text": ""}
        {"id": "endless", "image": "images/red-disc.png", "text": "%s"}
        {"id": "red-disc", "image": "images/red-disc.png", "text": "again"}
        """
            .formatted("word ".repeat(200_000));
    Files.writeString(folder.resolve("manifest.jsonl"), rows, StandardOpenOption.APPEND);
  }

  @Test
  void everyProblemOfAConfigurationIsToldAtOnce() throws IOException {
    Path config = SmallExperiment.write(folder, 1);
    String text = Files.readString(config);
    Files.writeString(
        config,
        text.replace("\"embedding_width\": 8", "\"embeding_width\": 8, \"seed\": \"one\"")
            .replace("\"batch_size\": 4", "\"batch_size\": 4.5"));
    Path run = folder.resolve("run");
    assertThat(run(config, run)).isEqualTo(2);
    assertThat(terminal.err())
        .contains("embeding_width", "embedding_width", "seed", "batch_size", "4.5")
        .doesNotContain("Exception");
    assertThat(terminal.err().lines().count()).isEqualTo(3);
    assertThat(run).doesNotExist();
  }

  @Test
  void batchStatisticsAndChunksExcludeEachOther() throws IOException {
    Path config = SmallExperiment.write(folder, 1);
    int code =
        run(
            config,
            folder.resolve("run"),
            "--set",
            "training.chunk_size=2",
            "--set",
            "image.encoder={\"type\": \"convolutional_network\", \"image_size\": 16, \"stem\":"
                + " \"none\", \"stages\": [{\"width\": 8, \"convolutions\": 1, \"stride\": 2}],"
                + " \"residual\": false, \"activation\": \"relu\", \"norm\": \"batch\"}");
    assertThat(code).isEqualTo(2);
    assertThat(terminal.err()).contains("tower image uses batch statistics");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void aLossThatIsNotFiniteEndsTheRunAndNamesTheStep() throws IOException {
    Path config = SmallExperiment.write(folder, 2);
    int code =
        run(
            config,
            folder.resolve("run"),
            "--set",
            "training.schedule.learning_rate=1e30",
            "--set",
            "training.max_gradient_norm=1e30");
    assertThat(code).isEqualTo(1);
    assertThat(terminal.err())
        .containsPattern("failed: step \\d+: the (loss|gradient norm) is")
        .contains("checkpoint", "lower learning rate");
  }

  @Test
  void aBatchLargerThanTheDataWritesNothing() throws IOException {
    Path config = SmallExperiment.write(folder, 1);
    Path run = folder.resolve("run");
    int code = run(config, run, "--set", "training.batch_size=1000");
    assertThat(code).isEqualTo(2);
    assertThat(terminal.err()).contains("training.batch_size: expected at most the 16 items");
    assertThat(run).doesNotExist();
  }

  @Test
  void aSplitThatIsNoPlainNameIsRefused() throws IOException {
    Path config = SmallExperiment.write(folder, 1);
    Path run = folder.resolve("run");
    int code = run(config, run, "--set", "data.split.shares={\"../../x\": 0.2}");
    assertThat(code).isEqualTo(2);
    assertThat(terminal.err()).contains("split: expected a plain name");
    assertThat(run).doesNotExist();
  }

  @Test
  void aPretrainedTowerOfAnotherShapeIsRefused() throws IOException {
    Path config = SmallExperiment.write(folder, 1);
    Path first = folder.resolve("first");
    assertThat(run(config, first)).as(terminal.err()).isZero();
    Path run = folder.resolve("run");
    String pretrained = "image.pretrained=" + first.resolve("encoders/image");
    int code = run(config, run, "--set", pretrained, "--set", "image.encoder.depth=2");
    assertThat(code).isEqualTo(2);
    assertThat(terminal.err())
        .contains("expected all weights of the tower image", "image.blocks.1.");
    assertThat(run).doesNotExist();
    assertThat(run(config, run, "--set", pretrained)).as(terminal.err()).isZero();
  }

  @Test
  void theCompiledStepIsExplainedAndNothingIsWritten() throws IOException {
    Path config = SmallExperiment.write(folder, 1);
    Path run = folder.resolve("run");
    assertThat(run(config, run, "--explain-plan")).as(terminal.err()).isZero();
    assertThat(terminal.out()).contains("kernel", "share", "ms forward and backward");
    assertThat(run).doesNotExist();
  }

  @Test
  void encodersThatDoNotFitInMemoryAreRefusedInALine() throws IOException {
    Path config = SmallExperiment.write(folder, 1);
    Path run = folder.resolve("run");
    int code =
        run(config, run, "--set", "image.encoder.width=8192", "--set", "image.encoder.depth=64");
    assertThat(code).as(terminal.err()).isEqualTo(2);
    assertThat(terminal.err())
        .contains(
            "the encoders are too large here: the parameters, their gradients and moments need");
    assertThat(run).doesNotExist();
  }
}
