package dev.attune.experiments.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.attune.experiments.json.Toys.Experiment;
import dev.attune.experiments.json.Toys.Pooling;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonDocumentTest {
  private static final String TEXT =
      """
      {"name": "x", "tower": {"width": 4}, "training": {"batch_size": 32},
       "changes": [{"type": "flip", "probability": 0.5}]}
      """;

  @TempDir Path folder;

  private static Experiment bound(String... assignments) {
    return Toys.BINDER.bind(
        JsonDocument.parse("c.json", TEXT).with(List.of(assignments)), Experiment.class);
  }

  private static List<String> problems(String... assignments) {
    return catchThrowableOfType(InvalidJsonException.class, () -> bound(assignments)).problems();
  }

  @Test
  void reportsEveryRepeatedKeyWithBothLines() {
    String text = "{\"a\": 1,\n\"b\": {\"c\": 1,\n\"c\": 2},\n\"a\": 3}";
    assertThat(
            catchThrowableOfType(
                    InvalidJsonException.class, () -> JsonDocument.parse("c.json", text))
                .problems())
        .containsExactly(
            "c.json:3: b.c: expected the key once, found it also on line 2",
            "c.json:4: a: expected the key once, found it also on line 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{\"a\": }", "{} {}", "{'a': 1}", "{\"a\": NaN}", "[1,]", "nul"})
  void refusesWhatIsNoJsonInOneLine(String text) {
    assertThatThrownBy(() -> JsonDocument.parse("c.json", text))
        .isInstanceOf(InvalidJsonException.class)
        .hasMessageStartingWith("c.json")
        .message()
        .hasLineCount(1);
  }

  @Test
  void refusesNestingBeyondAnyRecord() {
    assertThatThrownBy(() -> JsonDocument.parse("c.json", "[".repeat(100_000)))
        .isInstanceOf(InvalidJsonException.class)
        .hasMessageContaining("nesting");
  }

  @Test
  void refusesNumbersThatNoDoubleHolds() {
    assertThatThrownBy(() -> JsonDocument.parse("c.json", "{\"a\": 1e999}"))
        .hasMessage("c.json:1: a: expected a number that a double can hold, found 1e999");
  }

  @Test
  void refusesALargeFileUnread() throws IOException {
    Path file = folder.resolve("large.json");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(100L << 20);
    }
    assertThatThrownBy(() -> JsonDocument.read(file))
        .isInstanceOf(InvalidJsonException.class)
        .hasMessage(file + ": expected at most 1048576 bytes, found 104857600");
  }

  @Test
  void refusesMissingFilesDirectoriesAndOtherEncodings() throws IOException {
    Path latin = folder.resolve("latin.json");
    Files.write(latin, "{\"a\": \"é\"}".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> JsonDocument.read(folder.resolve("none.json")))
        .hasMessageEndingWith("none.json: expected a JSON file, found nothing there");
    assertThatThrownBy(() -> JsonDocument.read(folder))
        .hasMessageEndingWith("expected a JSON file, found a directory");
    assertThatThrownBy(() -> JsonDocument.read(latin))
        .hasMessageEndingWith("latin.json: expected UTF-8 text, found other bytes");
  }

  @Test
  void readsAFileWithAByteOrderMark() throws IOException {
    Path file = Files.writeString(folder.resolve("bom.json"), "\uFEFF{\"width\": 1}");
    assertThat(Toys.BINDER.bind(JsonDocument.read(file), Toys.Tower.class).width()).isEqualTo(1);
  }

  @Test
  void setsKeysGivenLeftOutAndInLists() {
    Experiment set =
        bound(
            "tower.width=9",
            "tower.pooling=last_token",
            "training.objective.logit_scale=3",
            "changes.0.probability=1",
            "ranks={\"a\": 4}",
            "name=a=b");
    assertThat(set.tower()).isEqualTo(new Toys.Tower(9, 2, Pooling.LAST_TOKEN));
    assertThat(set.training().objective()).isEqualTo(new Toys.Clip(3.0, new Toys.Bias(false, -10)));
    assertThat(set.changes()).containsExactly(new Toys.Flip(1));
    assertThat(set.ranks()).containsEntry("a", 4);
    assertThat(set.name()).isEqualTo("a=b");
  }

  @Test
  void unknownPathsAreProblemsThatNameTheSetting() {
    assertThat(problems("tower.widht=9", "trainin.epochs=2"))
        .containsExactly(
            "c.json:--set: trainin: unknown key; probably a typo; did you mean \"training\"?",
            "c.json:--set: tower.widht: unknown key; probably a typo; did you mean \"width\"?");
  }

  @Test
  void malformedSettingsAreReportedTogether() {
    assertThat(problems("name", "=3", "tower..width=1", "name.x=1", "changes.1.p=1", "ranks={"))
        .containsExactly(
            "--set: expected path.to.key=VALUE, found \"name\"",
            "--set: expected path.to.key=VALUE, found \"=3\"",
            "--set: expected path.to.key=VALUE, found \"tower..width=1\"",
            "--set: name.x: expected an object at \"name\", found \"x\"",
            "--set: changes: expected an index from 0 to 0, found \"1\"",
            "--set: ranks: expected JSON, found {");
  }

  @Test
  void valuesOfTheWrongKindNameTheSetting() {
    assertThat(problems("tower.width=wide"))
        .containsExactly("c.json:--set: tower.width: expected an integer, found \"wide\"");
  }

  @Test
  void theDocumentItselfStaysAsItWas() {
    JsonDocument document = JsonDocument.parse("c.json", TEXT);
    document.with(List.of("tower.width=9"));
    assertThat(Toys.BINDER.bind(document, Experiment.class).tower().width()).isEqualTo(4);
  }
}
