package dev.attune.experiments.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.attune.audio.AudioEncoder;
import dev.attune.engine.checkpoint.Safetensors;
import dev.attune.evaluation.UnitRows;
import dev.attune.experiments.cli.Terminal;
import dev.attune.experiments.config.ExperimentBinding;
import dev.attune.experiments.json.JsonDocument;
import dev.attune.image.ImageEncoder;
import dev.attune.retrieval.EmbeddingItem;
import dev.attune.retrieval.EmbeddingTable;
import dev.attune.text.TextEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pretraining of each modality leaves behind. */
class PretrainingRunTest {
  @TempDir static Path folder;

  private static SmallRuns runs;

  @BeforeAll
  static void pretrainOneOfEach() throws IOException {
    runs = SmallRuns.ofEach(folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"image", "text", "audio"})
  void theConfigurationIsWrittenWithItsDefaults(String modality) {
    Path file = runs.finished(modality).resolve("config.json");
    JsonNode config = SmallRuns.json(file);
    assertThat(config.at("/weighting/type").asText()).isEqualTo("fixed");
    assertThat(config.at("/labelled_share").asDouble()).isEqualTo(1);
    assertThat(config.at("/unlabelled").asBoolean()).isTrue();
    assertThat(config.at("/tasks/0/weight").asDouble()).isEqualTo(1);
    assertThat(config.at("/training/optimizer/beta1").isNumber()).isTrue();
    assertThat(config.at("/evaluation/train_items").asInt()).isEqualTo(20_000);
    assertThat(config.at("/" + modality + "/learning_rate_factor").asDouble()).isEqualTo(1);
    assertThat(ExperimentBinding.read(file, List.of()))
        .isEqualTo(SmallPretraining.read(folder.resolve(modality + ".json"), List.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"image", "text", "audio"})
  void provenanceSaysWhatTheRunTook(String modality) {
    JsonNode provenance = SmallRuns.json(runs.finished(modality).resolve("provenance.json"));
    assertThat(provenance.fieldNames())
        .toIterable()
        .contains("commit", "data_sha256", "seed", "java", "os", "cpu", "start", "end");
    assertThat(provenance.get("executor").asText()).isEqualTo("cpu");
    if (Files.isReadable(Path.of("/proc/self/status"))) {
      assertThat(provenance.get("peak_memory_mb").asLong()).isBetween(50L, 1L << 20);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"image", "text", "audio"})
  void metricsHaveALineAStepAndALineAValidation(String modality) throws IOException {
    List<JsonNode> steps = new ArrayList<>();
    List<JsonNode> validations = new ArrayList<>();
    for (String line : Files.readAllLines(runs.finished(modality).resolve("metrics.jsonl"))) {
      JsonNode node = JsonDocument.parse("line", line).root();
      (node.has("loss") ? steps : validations).add(node);
    }
    assertThat(steps).extracting(line -> line.get("step").asInt()).hasSize(SmallPretraining.STEPS);
    for (JsonNode step : steps) {
      assertThat(step.fieldNames())
          .toIterable()
          .contains("epoch", "lr", "spread", "grad_norm", "samples_per_second", "data_wait");
    }
    assertThat(validations).extracting(line -> line.get("step").asInt()).containsExactly(6, 12);
    for (JsonNode validation : validations) {
      assertThat(validation.get("validation_knn_accuracy").asDouble()).isBetween(0.0, 1.0);
      assertThat(validation.get("validation_rank_me").asDouble()).isBetween(1.0, 16.001);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "image,simclr,simclr.projector.0.weight",
    "text,masked_tokens,masked_tokens.",
    "audio,masked_patches,masked_patches.decoder.elements.weight"
  })
  void theHeadLiesApartFromTheEncoder(String modality, String task, String parameter) {
    Path head = runs.finished(modality).resolve("heads").resolve(task).resolve("model.safetensors");
    assertThat(Safetensors.read(head).keySet())
        .allMatch(name -> name.startsWith(task + "."))
        .anyMatch(name -> name.startsWith(parameter));
    assertThat(Safetensors.read(SmallRuns.weights(runs.finished(modality), modality)).keySet())
        .isNotEmpty()
        .allMatch(name -> name.startsWith(modality + "."));
  }

  @ParameterizedTest
  @ValueSource(strings = {"image", "text", "audio"})
  void everyItemIsEmbeddedOnceInRowsOfUnitLength(String modality) {
    Map<String, Integer> expected =
        Map.of(
            "train", SmallPretraining.TRAIN,
            "validation", SmallPretraining.VALIDATION,
            "test", SmallPretraining.TEST);
    expected.forEach(
        (split, ofAClass) -> {
          EmbeddingTable table =
              EmbeddingTable.load(
                  runs.finished(modality).resolve("embeddings").resolve(split), modality);
          assertThat(table.size()).isEqualTo(ofAClass * SmallPretraining.CLASSES);
          assertThat(table.width()).isEqualTo(16);
          assertThat(table.items())
              .allMatch(item -> item.id().startsWith(item.label()))
              .allMatch(item -> (item.text() == null) != (item.path() == null));
          for (float[] row : table.rows()) {
            assertThat(length(row)).isCloseTo(1, within(1e-5));
          }
        });
  }

  private static double length(float... row) {
    double squares = 0;
    for (float value : row) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }

  @ParameterizedTest
  @ValueSource(strings = {"image", "text", "audio"})
  void theEncoderIsLoadedByItsModuleAlone(String modality) {
    EmbeddingTable stored =
        EmbeddingTable.load(runs.finished(modality).resolve("embeddings/test"), modality);
    float[][] rows = alone(modality, stored.items());
    for (int i = 0; i < rows.length; i++) {
      assertThat(UnitRows.of(new float[][] {rows[i]})[0])
          .containsExactly(stored.rows()[i], within(1e-5f));
    }
  }

  private static float[][] alone(String modality, List<EmbeddingItem> items) {
    Path directory = runs.finished(modality).resolve("encoders").resolve(modality);
    if (modality.equals("text")) {
      try (TextEncoder encoder = TextEncoder.load(directory)) {
        return encoder.embed(items.stream().map(EmbeddingItem::text).toList());
      }
    }
    List<Path> files = items.stream().map(item -> Path.of(item.path())).toList();
    if (modality.equals("audio")) {
      try (AudioEncoder encoder = AudioEncoder.load(directory)) {
        return encoder.embedFiles(files);
      }
    }
    try (ImageEncoder encoder = ImageEncoder.load(directory)) {
      return encoder.embedFiles(files);
    }
  }

  @ParameterizedTest
  @CsvSource({"image,raw_pixels", "text,bag_of_words", "audio,mean_log_mel"})
  void everyProbeStandsBesideItsControls(String modality, String raw) {
    Map<String, JsonNode> rows = new HashMap<>();
    for (JsonNode row :
        SmallRuns.json(runs.finished(modality).resolve("evaluation.json")).path("results")) {
      assertThat(row.get("split").asText()).isEqualTo("test");
      rows.put(row.get("protocol").asText() + " " + row.get("metric").asText(), row);
    }
    assertThat(rows)
        .containsKeys(
            "probe knn_accuracy",
            "probe linear_accuracy",
            "probe knn_accuracy@5",
            "few_labels linear_accuracy@2",
            "few_labels linear_accuracy@1%",
            "geometry rank_me");
    rows.forEach(
        (name, row) -> {
          if (name.startsWith("probe ") || name.startsWith("few_labels ")) {
            assertThat(row.get("controls").fieldNames())
                .toIterable()
                .as(name)
                .containsExactlyInAnyOrder("random_encoder", raw, "shuffled_labels");
            assertThat(row.get("value").asDouble()).as(name).isBetween(0.0, 1.0);
            assertThat(row.get("queries").asInt())
                .isEqualTo(SmallPretraining.TEST * SmallPretraining.CLASSES);
            assertThat(row.at("/ci95/0").asDouble())
                .isLessThanOrEqualTo(row.at("/ci95/1").asDouble());
          }
        });
    assertThat(rows.get("geometry rank_me").get("controls").has("random_encoder")).isTrue();
    assertThat(rows.keySet().stream().anyMatch(name -> name.startsWith("clustering "))).isTrue();
    assertThat(rows.keySet().stream().anyMatch(name -> name.startsWith("invariance ")))
        .isEqualTo(!modality.equals("text"));
    assertThat(rows.containsKey("geometry alignment")).isEqualTo(!modality.equals("text"));
    if (!modality.equals("text")) {
      JsonNode alignment = rows.get("geometry alignment");
      assertThat(alignment.get("gallery").asText()).isEqualTo("augmented");
      assertThat(alignment.get("controls").fieldNames())
          .toIterable()
          .containsExactlyInAnyOrder("random_encoder", "shuffled_pairs");
      assertThat(alignment.get("value").asDouble())
          .isBetween(0.0, alignment.at("/controls/shuffled_pairs/value").asDouble());
    }
  }

  @Test
  void theWatchSaysOnceWhatStandsStill() {
    Terminal terminal = new Terminal();
    String rotation = "tasks=[{\"name\":\"turns\",\"method\":{\"type\":\"rotation\"}}]";
    List<String> still = new ArrayList<>(List.of("run", runs.folder().resolve("image.json") + ""));
    for (String assignment :
        List.of(rotation, "training.epochs=14", "training.schedule.learning_rate=1e-12")) {
      still.addAll(List.of("--set", assignment));
    }
    still.addAll(List.of("--out", runs.finished("still").toString()));
    assertThat(terminal.run(still.toArray(String[]::new))).as(terminal.err()).isZero();
    assertThat(terminal.err().lines().filter(line -> line.startsWith("watch: loss ")))
        .singleElement()
        .asString()
        .contains("its value at chance (1.3863)");
  }

  @Test
  void whatCanBeSeenInTheDataIsFound() {
    for (JsonNode row :
        SmallRuns.json(runs.finished("image").resolve("evaluation.json")).path("results")) {
      if (row.get("metric").asText().equals("linear_accuracy")) {
        double raw = row.at("/controls/raw_pixels/value").asDouble();
        double shuffled = row.at("/controls/shuffled_labels/value").asDouble();
        assertThat(raw).isGreaterThan(0.5).isGreaterThan(shuffled + 0.2);
        assertThat(row.get("value").asDouble()).isGreaterThan(shuffled);
      }
    }
  }
}
