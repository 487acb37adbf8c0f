package dev.attune.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.attune.experiments.json.JsonDocument;
import dev.attune.retrieval.NpyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsRetrievalCommandTest {
  private static final float[][] SCORES = {{3, 2, 1, 0}, {0, 1, 2, 3}, {5, 5, 5, 5}};

  private final Terminal terminal = new Terminal();

  @TempDir Path folder;

  @BeforeEach
  void writeScores() {
    NpyFile.write(folder.resolve("s.npy"), 4, SCORES);
  }

  private int measure(String relevant, String... more) throws IOException {
    Path file = Files.writeString(folder.resolve("r.json"), relevant);
    String[] command = new String[6 + more.length];
    System.arraycopy(
        new String[] {
          "metrics",
          "retrieval",
          "--scores",
          folder.resolve("s.npy").toString(),
          "--relevant",
          file.toString()
        },
        0,
        command,
        0,
        6);
    System.arraycopy(more, 0, command, 6, more.length);
    return terminal.run(command);
  }

  @Test
  void printsOneObjectWithTheContractsKeys() throws IOException {
    assertThat(measure("[[0], [0, 2], [[1, 2.0], [3, 1]]]", "--k", "1,2", "--json")).isZero();
    JsonNode result = JsonDocument.parse("stdout", terminal.out()).root();
    assertThat(result.fieldNames())
        .toIterable()
        .containsExactly(
            "hit_rate@1",
            "hit_rate@2",
            "recall@1",
            "recall@2",
            "precision@1",
            "precision@2",
            "map@1",
            "map@2",
            "ndcg@1",
            "ndcg@2",
            "mrr@1",
            "mrr@2",
            "queries",
            "tie_rate");
    // Queries hit at rank 1, at rank 2, and in a tie of four of which two are relevant.
    assertThat(result.at("/hit_rate@1/value").doubleValue()).isEqualTo((1 + 0 + 0.5) / 3);
    assertThat(result.at("/recall@2/value").doubleValue()).isEqualTo((1 + 0.5 + 0.5) / 3);
    assertThat(result.at("/recall@2/ci95").size()).isEqualTo(2);
    assertThat(result.get("queries").intValue()).isEqualTo(3);
    assertThat(result.get("tie_rate").doubleValue()).isEqualTo(1.0 / 3);
    assertThat(terminal.problems()).isEmpty();
  }

  @Test
  void printsATable() throws IOException {
    assertThat(measure("[[0], [3], [1]]")).isZero();
    assertThat(terminal.out()).contains("recall@10", "95 % interval", "queries: 3");
  }

  @Test
  void namesEveryEntryThatIsNoColumn() throws IOException {
    assertThat(measure("[[0],\n[\"1\"],\n[1.5, [2]]]")).isEqualTo(2);
    String file = folder.resolve("r.json").toString();
    assertThat(terminal.problems())
        .containsExactly(
            file + ":2: 1.0: expected a column or [column, grade], found \"1\"",
            file + ":3: 2.0: expected a column or [column, grade], found 1.5",
            file + ":3: 2.1: expected a column or [column, grade], found [2]");
    assertThat(terminal.out()).isEmpty();
  }

  @Test
  void refusesWhatDoesNotFitTheScores() throws IOException {
    for (String relevant : List.of("[[0], [4], [1]]", "[[0], [1]]", "{}")) {
      assertThat(measure(relevant)).as(relevant).isEqualTo(2);
      assertThat(terminal.problems()).as(relevant).hasSize(1);
    }
    assertThat(measure("[[0], [1], [2]]", "--k", "0")).isEqualTo(2);
    assertThat(terminal.problems()).hasSize(1);
  }
}
