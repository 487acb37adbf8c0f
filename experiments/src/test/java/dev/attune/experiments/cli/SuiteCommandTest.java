package dev.attune.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.experiments.json.JsonDocument;
import dev.attune.experiments.json.JsonText;
import dev.attune.experiments.pretraining.SmallPretraining;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code attune suite} on two tiny pretrainings, each in a process of its own. */
class SuiteCommandTest {
  private static final String ROTATION = "rotation";
  private static final String CLASSIFICATION = "classification";

  private static final List<String> BOTH = List.of("turned", "labels");

  @TempDir static Path folder;

  private static final Terminal FIRST = new Terminal();

  private final Terminal terminal = new Terminal();

  @BeforeAll
  static void runBoth() throws IOException {
    SmallPretraining.write(folder);
    config("turned", ROTATION);
    config("labels", CLASSIFICATION);
    assertThat(suite(FIRST, BOTH)).as(FIRST.err()).isEqualTo(Attune.DONE);
  }

  /** The configuration of images under another name, with another task. */
  private static void config(String name, String method) throws IOException {
    ObjectNode config = (ObjectNode) JsonDocument.read(folder.resolve("image.json")).root();
    config.put("name", name);
    ((ObjectNode) config.get("training")).put("epochs", 1);
    ObjectNode task = config.putArray("tasks").addObject();
    task.put("name", name).putObject("method").put("type", method);
    write(name, config);
  }

  private static void write(String name, ObjectNode config) throws IOException {
    Files.writeString(folder.resolve(name + ".json"), JsonText.pretty(config));
  }

  /** Runs the configurations of some names. */
  private static int suite(Terminal terminal, List<String> names, String... more) {
    List<String> arguments = new ArrayList<>(List.of("suite"));
    names.forEach(name -> arguments.add(folder.resolve(name) + ".json"));
    arguments.addAll(List.of("--out", folder.resolve("runs").toString()));
    arguments.addAll(List.of(more));
    return terminal.run(arguments.toArray(String[]::new));
  }

  private String refused(List<String> names, String... more) {
    assertThat(suite(terminal, names, more)).isEqualTo(Attune.WRONG_INPUT);
    assertThat(terminal.problems()).hasSize(1);
    return terminal.problems().get(0);
  }

  private static Map<String, FileTime> times() throws IOException {
    Map<String, FileTime> times = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder.resolve("runs"))) {
      for (Path file : files.toList()) {
        times.put(file.toString(), Files.getLastModifiedTime(file));
      }
    }
    return times;
  }

  @Test
  void theTableHasALineARunAndALineAControl() {
    List<String> lines = FIRST.out().lines().toList();
    assertThat(lines.get(0))
        .startsWith("run")
        .contains("kNN, k = 5", "linear probe", "1 % of labels", "own classifier", "RankMe")
        .contains("training, s", "memory, MB");
    assertThat(lines)
        .extracting(line -> line.split(" {2,}", 2)[0].strip())
        .containsExactly(
            "run", "turned", "labels", "random_encoder, shape of turned", "raw_pixels");
    assertThat(lines.get(2)).containsPattern("0\\.\\d{3} \\(0\\.\\d{3}–[01]\\.\\d{3}\\)");
    assertThat(FIRST.err()).contains("turned: running in ", "labels: running in ");
  }

  @Test
  void runsShareWhatTheirControlsGive() throws IOException {
    try (Stream<Path> kept = Files.list(folder.resolve("runs/.controls"))) {
      // Two protocols each of one random encoder, since both runs have its shape, and of raw
      // pixels.
      assertThat(kept).hasSize(4);
    }
  }

  @Test
  void finishedRunsAreTakenAsTheyAre() throws IOException {
    Map<String, FileTime> before = times();
    Path markdown = folder.resolve("table.md");
    Path picture = folder.resolve("curves.png");
    int code =
        suite(
            terminal,
            BOTH,
            "--json",
            "--markdown",
            markdown.toString(),
            "--picture",
            picture.toString());
    assertThat(code).as(terminal.err()).isEqualTo(Attune.DONE);
    assertThat(times()).isEqualTo(before);
    assertThat(terminal.err()).doesNotContain("running");

    JsonNode runs = JsonDocument.parse("out", terminal.out()).root().path("runs");
    assertThat(runs)
        .extracting(run -> run.get("name").asText())
        .containsExactly("turned", "labels");
    for (JsonNode run : runs) {
      assertThat(run.get("training_seconds").asDouble()).isPositive();
      Path own =
          folder.resolve("runs").resolve(run.get("name").asText()).resolve("evaluation.json");
      assertThat(run.get("results")).isEqualTo(JsonDocument.read(own).root().get("results"));
    }
    assertThat(Files.readAllLines(markdown))
        .hasSize(6)
        .allMatch(line -> line.startsWith("|") && line.endsWith("|"))
        .anyMatch(line -> line.startsWith("| labels | "))
        .anyMatch(line -> line.startsWith("| raw_pixels | "));
    assertThat(Files.readAllBytes(picture)).startsWith(0x89, 'P', 'N', 'G');
  }

  @Test
  void aRunThatFailsIsLeftOutOfTheTable() throws IOException {
    config("broken", ROTATION);
    Path inTheWay = folder.resolve("runs/broken/notes.txt");
    Files.createDirectories(inTheWay.getParent());
    Files.writeString(inTheWay, "mine");
    assertThat(suite(terminal, List.of("broken", "turned"))).isEqualTo(Attune.WRONG_INPUT);
    assertThat(terminal.err()).contains("broken.json: left out of the table: its run ended with 2");
    assertThat(terminal.out()).contains("turned").doesNotContain("broken");
    assertThat(inTheWay.getParent()).isDirectoryContaining(inTheWay::equals);
    assertThat(inTheWay).hasContent("mine");
  }

  @Test
  void otherSplitsAreRefused() throws IOException {
    config("elsewhere", ROTATION);
    ObjectNode config = (ObjectNode) JsonDocument.read(folder.resolve("elsewhere.json")).root();
    ((ObjectNode) config.get("data")).put("split_seed", 2);
    write("elsewhere", config);
    assertThat(refused(List.of("turned", "elsewhere")))
        .contains("elsewhere.json: expected the data and splits of", "turned.json");
  }

  @Test
  void equalNamesAreRefused() {
    assertThat(refused(List.of("turned", "turned")))
        .contains("turned.json: expected a name of its own, found turned again");
  }

  @Test
  void anAlignmentIsRefused() {
    assertThat(refused(List.of("alignment")))
        .contains("alignment.json: expected a pretraining, with the key tasks, found an alignment");
  }

  @Test
  void aFinishedRunOfAnotherConfigurationIsRefused() throws IOException {
    Map<String, FileTime> before = times();
    assertThat(refused(List.of("turned"), "--set", "seed=9"))
        .contains("expected the configuration of", "turned.json", "--out");
    assertThat(times()).isEqualTo(before);
  }
}
