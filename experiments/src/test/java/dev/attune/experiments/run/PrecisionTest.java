package dev.attune.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.attune.engine.executor.AvailableExecutors;
import dev.attune.engine.executor.ExecutorOffer;
import dev.attune.experiments.cli.Terminal;
import dev.attune.experiments.config.ExperimentBinding;
import dev.attune.experiments.config.RunConfig;
import dev.attune.experiments.json.JsonDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A precision where it can be had, and where it cannot. */
class PrecisionTest {
  private static final String REFUSAL =
      "precision: executor %s computes here in [fp32], found \"bf16\""
          .formatted(SmallExperiment.EXECUTOR);
  private static final String INSTEAD =
      REFUSAL + "; " + SmallExperiment.EXECUTOR + " in fp32 runs in its place";

  @TempDir Path folder;

  private final Terminal terminal = new Terminal();
  private Path config;
  private Path run;

  @BeforeEach
  void write() throws IOException {
    config = SmallExperiment.write(folder, 1);
    run = folder.resolve("run");
  }

  private int run(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("run", config.toString(), "--out", run.toString()));
    arguments.addAll(List.of(more));
    return terminal.run(arguments.toArray(String[]::new));
  }

  @Test
  void whatTheExecutorLacksIsSaidBeforeDataIsRead() throws IOException {
    Files.delete(folder.resolve("manifest.jsonl"));
    for (String more : List.of("--resume", "--explain-plan")) {
      assertThat(run("--set", "precision=bf16", more)).isEqualTo(2);
      assertThat(terminal.err().lines()).singleElement().asString().contains(REFUSAL);
      assertThat(run).doesNotExist();
    }
  }

  @Test
  void aRunSaysItsPrecisionAndGoesOnInNoOther() {
    assertThat(run()).as(terminal.err()).isZero();
    for (String file : List.of("config.json", "provenance.json")) {
      assertThat(JsonDocument.read(run.resolve(file)).root().path("precision").asText())
          .as(file)
          .isEqualTo("fp32");
    }
    assertThat(run.resolve("report.html")).content().contains("<td>precision</td><td>fp32</td>");
    assertThat(run("--resume", "--set", "precision=tf32")).isEqualTo(2);
    assertThat(terminal.err()).contains("expected the configuration to go on with, found another");
  }

  @Test
  void aFinishedRunIsJudgedAndEmbedsWithoutItsPrecision() throws IOException {
    assertThat(run()).as(terminal.err()).isZero();
    Path resolved = run.resolve("config.json");
    Files.writeString(resolved, Files.readString(resolved).replace("fp32", "bf16"));
    Path out = folder.resolve("out");
    Path texts = Files.writeString(folder.resolve("asked.txt"), "a red disc\n");
    List<List<String>> commands =
        List.of(
            List.of("evaluate", run.toString(), "--protocol", "retrieval"),
            List.of("search", run.toString(), "--text", "a red disc"),
            List.of(
                "embed", run.toString(), "--modality=text", "--input=" + texts, "--out=" + out));
    for (List<String> command : commands) {
      assertThat(terminal.run(command.toArray(String[]::new))).as(terminal.err()).isZero();
      assertThat(terminal.err().lines()).contains(INSTEAD);
    }
    assertThat(out.resolve("text.npy")).exists();
  }

  @Test
  void oneTrainedOnAGpuIsJudgedWithoutOne() {
    assumeFalse(
        AvailableExecutors.offers().stream()
            .filter(offer -> offer.name().equals("cuda"))
            .map(ExecutorOffer::obstacle)
            .anyMatch(Optional::isEmpty));
    List<String> notes = new ArrayList<>();
    for (String precision : List.of("fp32", "bf16")) {
      RunConfig trained =
          ExperimentBinding.read(config, List.of("executor=cuda", "precision=" + precision));
      assertThat(ChosenExecutor.ofFinished(trained, notes::add).name())
          .isEqualTo(AvailableExecutors.preferred().name());
    }
    assertThat(notes)
        .hasSize(2)
        .allMatch(note -> note.contains("cuda") && note.endsWith(" in fp32 runs in its place"));
  }
}
