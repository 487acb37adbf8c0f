package dev.attune.experiments.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.attune.engine.checkpoint.Safetensors;
import dev.attune.engine.training.StepRecord;
import dev.attune.evaluation.probe.MeasuredControls;
import dev.attune.experiments.config.PretrainingConfig;
import dev.attune.experiments.json.JsonDocument;
import dev.attune.experiments.run.ChosenExecutor;
import dev.attune.experiments.run.DataSources;
import dev.attune.experiments.run.RunDirectory;
import dev.attune.experiments.run.RunOutcome;
import dev.attune.experiments.run.TrainingDisplay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pretraining stopped in the middle and gone on with ends as one that was not, to the bit. */
class PretrainingResumeTest {
  /** In the middle of the second epoch. */
  private static final int STOPPED = 8;

  private static final String HEAD = "{\"hidden\": 16, \"width\": 8}";
  private static final String MOCO =
      "tasks=[{\"name\": \"moco\", \"method\": {\"type\": \"momentum_contrast\", \"queue\": 20,"
          + " \"projector\": "
          + HEAD
          + "}}]";
  private static final String TWO =
      "tasks=[{\"name\": \"turned\", \"method\": {\"type\": \"rotation\", \"hidden\": 8}},"
          + "{\"name\": \"labels\", \"method\": {\"type\": \"classification\"}, \"weight\": 0.5}]";
  private static final String GRAD_NORM =
      "weighting={\"type\": \"grad_norm\", \"learning_rate\": 0.05}";

  @TempDir static Path folder;

  @BeforeAll
  static void write() throws IOException {
    SmallPretraining.write(folder);
  }

  /** Ends a run before a step, goes on with it, and compares with one that was not ended. */
  private static Path stoppedAndWhole(String name, List<String> assignments) throws IOException {
    Path whole = folder.resolve(name + "-whole");
    Path stopped = folder.resolve(name + "-stopped");
    assertThat(run(whole, assignments, Integer.MAX_VALUE).finished()).isTrue();

    RunOutcome first = run(stopped, assignments, STOPPED);
    assertThat(first).isEqualTo(new RunOutcome(STOPPED, false, List.of()));
    assertThat(stopped.resolve("encoders")).doesNotExist();
    RunOutcome second = run(stopped, assignments, Integer.MAX_VALUE);
    assertThat(second.finished()).isTrue();
    assertThat(second.steps()).isEqualTo(SmallPretraining.STEPS);

    List<Path> tensors = tensors(whole);
    assertThat(tensors).hasSizeGreaterThan(4);
    for (Path file : tensors) {
      assertThat(stopped.resolve(whole.relativize(file))).hasSameBinaryContentAs(file);
    }
    assertThat(steps(stopped)).isEqualTo(steps(whole));
    return whole;
  }

  /** Of the encoder, the heads and the last checkpoint. */
  private static List<Path> tensors(Path run) throws IOException {
    List<Path> files = new ArrayList<>();
    String last = "checkpoints/step-" + SmallPretraining.STEPS;
    for (String part : List.of("encoders", "heads", last)) {
      try (Stream<Path> found = Files.walk(run.resolve(part))) {
        found.filter(file -> file.toString().endsWith(".safetensors")).forEach(files::add);
      }
    }
    return files;
  }

  /** The logged lines without timings. */
  private static List<String> steps(Path run) throws IOException {
    return Files.readAllLines(run.resolve("metrics.jsonl")).stream()
        .map(line -> line.replaceAll("\"(samples_per_second|data_wait)\":[^,}]*", ""))
        .toList();
  }

  private static RunOutcome run(Path out, List<String> assignments, int steps) {
    PretrainingConfig config = SmallPretraining.read(folder.resolve("image.json"), assignments);
    int[] asked = {0};
    return new PretrainingRun(
            config,
            new RunDirectory(out),
            ChosenExecutor.of(config),
            DataSources.open(config.data().source(), line -> {}),
            false,
            new Silence(),
            MeasuredControls.NONE)
        .run(() -> asked[0]++ >= steps, false);
  }

  /** Shows nothing. */
  private static final class Silence implements TrainingDisplay {
    @Override
    public void stage(String what) {}

    @Override
    public void training(long done, long steps) {}

    @Override
    public void stepped(StepRecord step) {}

    @Override
    public void validated(long step, Map<String, Double> figures) {}

    @Override
    public void note(String line) {}
  }

  @Test
  void momentumAndQueueAreGoneOnWith() throws IOException {
    Path whole = stoppedAndWhole("moco", List.of(MOCO));
    Path checkpoint = whole.resolve("checkpoints/step-" + SmallPretraining.STEPS);
    assertThat(Safetensors.read(checkpoint.resolve("state.safetensors")).keySet())
        .as("a copy of the encoder and of the head, and the keys")
        .anyMatch(name -> name.contains("target.moco.image."))
        .anyMatch(name -> name.contains("target.moco.moco.projector."))
        .anyMatch(name -> name.contains("moco.queue"));
    assertThat(Safetensors.read(whole.resolve("encoders/image/model.safetensors")).keySet())
        .noneMatch(name -> name.startsWith("target."));
  }

  @Test
  void learntWeightsOfTasksAreGoneOnWith() throws IOException {
    Path whole = stoppedAndWhole("grad-norm", List.of(TWO, GRAD_NORM));
    List<String> lines = Files.readAllLines(whole.resolve("metrics.jsonl"));
    JsonNode first = JsonDocument.parse("line", lines.get(0)).root();
    assertThat(first.fieldNames()).toIterable().contains("turned.loss", "labels.loss");
    assertThat(first.get("turned.weight").asDouble())
        .as("of 1 beside 0.5, brought to a sum of 2")
        .isCloseTo(4.0 / 3, within(1e-6));
    JsonNode last = JsonDocument.parse("line", lines.get(lines.size() - 2)).root();
    assertThat(last.get("turned.weight").asDouble())
        .as("learnt")
        .isNotCloseTo(first.get("turned.weight").asDouble(), within(0.01));
    assertThat(whole.resolve("heads/turned/model.safetensors")).exists();
    assertThat(whole.resolve("heads/labels/model.safetensors")).exists();
    assertThat(Files.readString(whole.resolve("evaluation.json"))).contains("\"classifier\"");
  }
}
