package dev.attune.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingTableTest {
  private static final List<EmbeddingItem> ITEMS =
      List.of(
          new EmbeddingItem("a", "line\nbreak \"quoted\" 🐘", null, "g", "l"),
          new EmbeddingItem("a", null, "x/y.png", null, null));
  private static final float[][] ROWS = {{0.6f, 0.8f}, {1, 0}};

  @TempDir Path directory;

  @Test
  void loadsWhatItSaved() throws IOException {
    new EmbeddingTable(2, ITEMS, ROWS).save(directory.resolve("test"), "text");
    EmbeddingTable loaded = EmbeddingTable.load(directory.resolve("test"), "text");
    assertThat(loaded.items()).isEqualTo(ITEMS);
    assertThat(loaded.rows()).isDeepEqualTo(ROWS);
    assertThat(loaded.width()).isEqualTo(2);
    assertThat(loaded.size()).isEqualTo(2);
    assertThat(Files.readAllLines(directory.resolve("test/text.jsonl")))
        .containsExactly(
            "{\"id\":\"a\",\"text\":\"line\\nbreak \\\"quoted\\\" 🐘\",\"group\":\"g\",\"label\":\"l\"}",
            "{\"id\":\"a\",\"path\":\"x/y.png\"}");
  }

  @Test
  void anEmptyTableKeepsItsWidth() {
    new EmbeddingTable(7, List.of(), new float[0][]).save(directory, "image");
    assertThat(EmbeddingTable.load(directory, "image").width()).isEqualTo(7);
  }

  @Test
  void refusesRowsThatAreNotOfUnitLength() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EmbeddingTable(2, ITEMS, new float[][] {{1, 0}, {1, 1}}))
        .withMessageContaining("row 1")
        .withMessageContaining("1.41");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EmbeddingTable(2, ITEMS, new float[][] {{Float.NaN, 0}, {1, 0}}))
        .withMessageContaining("NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EmbeddingTable(2, ITEMS, new float[][] {{1, 0}, {1}}))
        .withMessageContaining("width 2, found 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EmbeddingTable(2, ITEMS, new float[][] {{1, 0}}))
        .withMessageContaining("2 items and 1 rows");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EmbeddingItem("", null, null, null, null))
        .withMessageContaining("id");
  }

  @Test
  void refusesLinesByNumber() throws IOException {
    refuses("{\"id\":\"a\"}\n", "2 lines", "found 1");
    refuses("{\"id\":\"a\"}\n{\"id\":\"b\"}\n{\"id\":\"c\"}\n", "line 3", "2 lines");
    refuses("{\"id\":\"a\"}\n{\"text\":\"b\"}\n", "line 2", "an id");
    refuses("{\"id\":\"a\"}\n{\"id\":3}\n", "line 2", "a string for id");
    refuses("{\"id\":\"a\"}\n{\"id\":\"b\",\"txt\":\"\"}\n", "line 2", "txt");
    refuses("{\"id\":\"a\"}\n{\"id\":\"b\",\"id\":\"c\"}\n", "line 2", "Duplicate");
    refuses("{\"id\":\"a\"}\n{\"id\":\"b\n", "line 2");
    refuses("{\"id\":\"a\"}\n[]\n", "line 2", "object");
    refuses("{\"id\":\"a\"}\n{\"id\":[[[[]]]]}\n", "line 2");
  }

  private void refuses(String lines, String... parts) throws IOException {
    new EmbeddingTable(2, ITEMS, ROWS).save(directory, "text");
    Path jsonl = Files.writeString(directory.resolve("text.jsonl"), lines);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EmbeddingTable.load(directory, "text"))
        .satisfies(
            problem ->
                assertThat(problem.getMessage())
                    .startsWith(jsonl.toString())
                    .contains(parts)
                    .doesNotContain("\n"));
  }
}
