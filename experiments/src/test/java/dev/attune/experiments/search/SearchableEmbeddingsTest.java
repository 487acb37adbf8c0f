package dev.attune.experiments.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attune.experiments.run.RunDirectory;
import dev.attune.retrieval.EmbeddingItem;
import dev.attune.retrieval.EmbeddingTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchableEmbeddingsTest {
  @TempDir Path root;
  private RunDirectory run;

  @BeforeEach
  void writeRun() throws IOException {
    Files.writeString(root.resolve("config.json"), "{}");
    run = RunDirectory.open(root);
    table("a", 1, 0).save(run.embeddings("train"), "image");
    table("b", 0, 1).save(run.embeddings("test"), "image");
  }

  private static EmbeddingTable table(String id, float... row) {
    EmbeddingItem item = new EmbeddingItem(id, null, id + ".png", null, null);
    return new EmbeddingTable(2, List.of(item), new float[][] {row});
  }

  @Test
  void searchesAllSplitsTogether() {
    var results = SearchableEmbeddings.open(root, "image").search().nearest(new float[] {0, 1}, 9);
    assertThat(results).extracting("id").containsExactly("b", "a");
    assertThat(results).extracting("split").containsExactly("test", "train");
    assertThat(results).extracting("rank").containsExactly(1, 2);
  }

  @Test
  void searchesWhatEmbedWroteWithTheRunsEncoders() {
    Path later = root.resolve("later");
    table("c", 1, 0).save(later, "image");
    SearchableEmbeddings.remember(later, run);
    SearchableEmbeddings found = SearchableEmbeddings.open(later, "image");
    assertThat(found.run().root()).isEqualTo(root.toAbsolutePath());
    assertThat(found.search().nearest(new float[] {1, 0}, 1)).extracting("id").containsExactly("c");
  }

  @Test
  void namesWhatIsMissing() {
    assertThat(SearchableEmbeddings.has(root, "image")).isTrue();
    assertThat(SearchableEmbeddings.has(root, "audio")).isFalse();
    assertThatThrownBy(() -> SearchableEmbeddings.open(root, "audio"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("audio.npy");
    assertThatThrownBy(() -> SearchableEmbeddings.open(root.resolve("none"), "image"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
