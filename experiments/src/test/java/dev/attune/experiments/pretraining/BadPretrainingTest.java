package dev.attune.experiments.pretraining;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.experiments.cli.Attune;
import dev.attune.experiments.cli.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Pretrainings that cannot be: one line that tells why, before anything is written. */
class BadPretrainingTest {
  private static final String CONVOLUTIONS =
      "image.encoder={\"type\": \"convolutional_network\", \"image_size\": 8, \"stem\": \"none\","
          + " \"stages\": [{\"width\": 8, \"convolutions\": 1, \"stride\": 2}],"
          + " \"residual\": false, \"activation\": \"relu\", \"norm\": \"batch\"}";

  @TempDir static Path folder;

  private static int number;

  private final Terminal terminal = new Terminal();

  @BeforeAll
  static void write() throws IOException {
    SmallPretraining.write(folder);
    rows("one-class.jsonl", row -> row.contains("\"label\": \"red-disc\""));
    rows("no-validation.jsonl", row -> !row.contains("\"split\": \"validation\""));
    rows("no-test.jsonl", row -> !row.contains("\"split\": \"test\""));
    rows("one-less.jsonl", row -> !row.contains("\"id\": \"blue-bar-0\""));
    rows(
        "one-of-test.jsonl",
        row -> !row.contains("\"split\": \"test\"") || row.contains("\"id\": \"red-disc-5\""));
    rows(
        "two-of-test.jsonl",
        row ->
            !row.contains("\"split\": \"test\"")
                || row.contains("\"id\": \"red-disc-5\"")
                || row.contains("\"id\": \"blue-bar-5\""));
    rows(
        "train-of-one-class.jsonl",
        row -> !row.contains("\"split\": \"train\"") || row.contains("\"label\": \"red-disc\""));
  }

  /** A manifest of some of the rows. */
  private static void rows(String file, Predicate<String> kept) throws IOException {
    List<String> rows = Files.readAllLines(folder.resolve("manifest.jsonl"));
    Files.write(folder.resolve(file), rows.stream().filter(kept).toList());
  }

  /** A task of the name {@code task}, so that its settings stand in a line. */
  private static String task(String method) {
    return "tasks=[{\"method\": " + method + "}]";
  }

  private static Arguments bad(String config, String expected, String... assignments) {
    return Arguments.of(config, expected, List.of(assignments));
  }

  static List<Arguments> methods() {
    return List.of(
        bad(
            "image",
            "temperature: expected",
            task(
                "{\"type\": \"joint_embedding\", \"objective\": {\"type\": \"nt_xent\","
                    + " \"temperature\": 0}}")),
        bad(
            "image",
            "temperature: expected",
            task("{\"type\": \"momentum_contrast\", \"temperature\": 0}")),
        bad(
            "image",
            "share: expected more than 0",
            task("{\"type\": \"masked_patches\", \"hidden\": {\"share\": 0}}")),
        bad(
            "image",
            "less than 1, found 1",
            task("{\"type\": \"masked_patches\", \"hidden\": {\"share\": 1}}")),
        bad(
            "text",
            "share: expected more than 0",
            task("{\"type\": \"masked_tokens\", \"share\": 0}")),
        bad("text", "less than 1, found 1", task("{\"type\": \"masked_tokens\", \"share\": 1}")),
        bad(
            "text",
            "deletion: expected more than 0",
            task("{\"type\": \"text_denoising\", \"deletion\": 0}")),
        bad(
            "image",
            "queue: expected at least training.batch_size 8, found 7",
            task("{\"type\": \"momentum_contrast\", \"queue\": 7}")),
        bad(
            "image",
            "whose loss can be below 0, found uncertainty",
            task("{\"type\": \"joint_embedding\", \"preset\": \"dcl\"}"),
            "weighting={\"type\": \"uncertainty\"}"),
        bad("image", "evaluation.labels_a_class", "evaluation.labels_a_class=[2, 2]"),
        bad("image", "evaluation.label_shares", "evaluation.label_shares=[0.1, 0.1]"),
        bad("image", "2 classes", "data.source.path=one-of-test.jsonl"),
        bad(
            "image",
            "expected 3 items or more in test to judge by, found 2",
            "data.source.path=two-of-test.jsonl"),
        bad("image", "2 classes or more among the items of test", "evaluation.test_items=1"),
        bad(
            "image",
            "2 classes",
            "data.source.path=train-of-one-class.jsonl",
            "training.batch_size=2"),
        bad("image", "grid: expected 2 to 4, found 5", task("{\"type\": \"jigsaw\", \"grid\": 5}")),
        bad("image", "grid: expected 2 to 4, found 1", task("{\"type\": \"jigsaw\", \"grid\": 1}")),
        bad(
            "image",
            "expected 1 to 24 for 4 parts, found 25",
            task("{\"type\": \"jigsaw\", \"grid\": 2, \"permutations\": 25}")),
        bad(
            "image",
            "expected a picture of at least 4 by 4 pixels",
            task("{\"type\": \"jigsaw\", \"grid\": 4}"),
            "image.encoder.image_size=2",
            "image.encoder.patch=1",
            "image.augmentations=[{\"type\": \"random_resized_crop\", \"height\": 2, \"width\": 2}]"),
        bad(
            "image",
            "method: expected one for images, found MaskedTokens",
            task("{\"type\": \"masked_tokens\"}")),
        bad(
            "text",
            "method: expected one for texts, found RotationPrediction",
            task("{\"type\": \"rotation\"}")),
        bad(
            "audio",
            "method: expected one for sounds, found Jigsaw",
            task("{\"type\": \"jigsaw\"}")),
        bad(
            "image",
            "image.local_augmentations: expected some",
            task("{\"type\": \"self_distillation\", \"crops\": 1}")),
        bad(
            "text",
            "crops: expected 0 for texts",
            task("{\"type\": \"self_distillation\", \"crops\": 1}")),
        bad(
            "image",
            "masked_patches: expected an encoder with patches",
            task("{\"type\": \"masked_patches\"}"),
            CONVOLUTIONS),
        bad(
            "image",
            "did you mean \"temperature\"",
            task("{\"type\": \"momentum_contrast\", \"temprature\": 0.1}")));
  }

  static List<Arguments> settings() {
    String two =
        "tasks=[{\"name\": \"a\", \"method\": {\"type\": \"rotation\"}},"
            + " {\"name\": \"%s\", \"method\": {\"type\": \"classification\"}}]";
    return List.of(
        bad("image", "batch_size: expected 2 or more, found 1", "training.batch_size=1"),
        bad(
            "image",
            "training.batch_size: expected at most the 48 items",
            "training.batch_size=49"),
        bad("image", "training.accumulation: expected 1", "training.accumulation=2"),
        bad(
            "image",
            "training.chunk_size: expected 0 for task, which keeps a momentum copy",
            "training.chunk_size=4",
            task("{\"type\": \"bootstrap_prediction\"}")),
        bad(
            "image",
            "training.chunk_size: expected 0 for masked_patches, which needs the encoder's patches",
            "training.chunk_size=4",
            task("{\"type\": \"masked_patches\"}")),
        bad(
            "image",
            "gradient caching: tower image uses batch statistics",
            "training.chunk_size=4",
            CONVOLUTIONS),
        bad(
            "image",
            "chunk_size: expected a divisor of batch_size",
            "training.chunk_size=3",
            "training.batch_size=8"),
        bad(
            "image",
            "patch: expected a divisor of the image size 8, found 3",
            "image.encoder.patch=3"),
        bad("image", "tasks: expected each name once, found a again", two.formatted("a")),
        bad("image", "tasks: expected one or more", "tasks=[]"),
        bad("image", "name: expected small letters", "tasks.0.name=target"),
        bad("image", "labelled_share: expected more than 0", "labelled_share=0"),
        bad("image", "locked: expected false", "image.locked=true"),
        bad(
            "image",
            "image.frozen_parts: expected the beginning of a parameter's name",
            "image.frozen_parts=[\"nothing.\"]"),
        bad(
            "image",
            "learning_rate_factor: expected 1",
            two.formatted("b"),
            "weighting={\"type\": \"grad_norm\"}",
            "image.learning_rate_factor=0.5"),
        bad("image", "epoch", "training.epoch=3"),
        bad(
            "image",
            "executor: expected one of [auto, cuda, cpu, nd4j], found \"gpu\"",
            "executor=gpu"),
        bad(
            "image",
            "precision: expected one of [fp32, tf32, bf16], found \"half\"",
            "precision=half"),
        bad(
            "image",
            "precision: executor cpu computes here in [fp32], found \"tf32\"",
            "precision=tf32"),
        bad(
            "text",
            "text: expected an encoder to train, found a frozen one",
            "text={\"frozen\": {}}"),
        bad(
            "image",
            "expected one of image, text and audio",
            "text={\"encoder\": {\"preset\": \"tiny\"}}"));
  }

  static List<Arguments> data() {
    return List.of(
        bad(
            "image",
            "expected labels of 2 classes or more to probe by, found red-disc alone",
            "data.source.path=one-class.jsonl",
            "training.batch_size=2"),
        bad(
            "image",
            "data.split: expected a part called validation",
            "data.source.path=no-validation.jsonl"),
        bad(
            "image",
            "data.split: expected a part beside train and validation",
            "data.source.path=no-test.jsonl"),
        bad(
            "image",
            "evaluation.labels_a_class: expected at most the 3 training items of class blue-bar, found 4",
            "data.source.path=one-less.jsonl",
            "evaluation.labels_a_class=[1, 4]"));
  }

  @ParameterizedTest
  @MethodSource({"methods", "settings", "data"})
  void isRefusedInALine(String config, String expected, List<String> assignments) {
    Path run = folder.resolve("run-" + number++);
    List<String> arguments = new ArrayList<>(List.of("run", folder.resolve(config) + ".json"));
    arguments.addAll(List.of("--out", run.toString()));
    assignments.forEach(assignment -> arguments.addAll(List.of("--set", assignment)));
    int code = terminal.run(arguments.toArray(String[]::new));
    assertThat(terminal.err().lines().filter(line -> !line.equals("reading data")))
        .singleElement()
        .asString()
        .contains(expected)
        .doesNotContain("Exception");
    assertThat(code).isEqualTo(Attune.WRONG_INPUT);
    assertThat(terminal.out()).isEmpty();
    assertThat(run).doesNotExist();
  }

  @Test
  void theCompiledStepIsExplainedAndNothingIsWritten() {
    Path run = folder.resolve("explained");
    String config = folder.resolve("image.json").toString();
    assertThat(terminal.run("run", config, "--out", run.toString(), "--explain-plan"))
        .as(terminal.err())
        .isZero();
    assertThat(terminal.out()).contains("kernel", "share", "ms forward and backward");
    assertThat(run).doesNotExist();
  }
}
