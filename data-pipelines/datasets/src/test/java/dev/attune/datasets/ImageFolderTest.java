package dev.attune.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.datavec.api.records.reader.impl.csv.CSVRecordReader;
import org.datavec.api.split.FileSplit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
  @TempDir Path folder;

  @Test
  void foldersAreLabelsAndNeighboursAreCaptions() throws IOException {
    put("dog/b.PNG", "x");
    put("cat/long/a.jpg", "x");
    put("cat/long/a.txt", "a cat\n\n  eine Katze \r\n");
    put("top.webp", "x");
    put("dog/empty.png", "x");
    put("dog/empty.txt", " \n");
    put("dog/notes.md", "x");
    put(".git/c.png", "x");
    put("dog/._b.png", "x");

    Dataset data = ImageFolder.read(folder);

    assertThat(data.items())
        .extracting(Item::id)
        .containsExactly("cat/long/a.jpg", "dog/b.PNG", "top.webp");
    assertThat(data.items())
        .extracting(Item::label)
        .containsExactly(Optional.of("cat/long"), Optional.of("dog"), Optional.empty());
    assertThat(data.item(0).texts()).containsExactly("a cat", "eine Katze");
    assertThat(data.item(1).image()).contains(folder.resolve("dog/b.PNG"));
    assertThat(data.problems()).containsExactly(new RowProblem(3, "dog/empty.png: empty caption"));
    assertThatThrownBy(() -> ImageFolder.read(folder.resolve("none")))
        .isInstanceOf(ManifestException.class);
  }

  @Test
  void aDataVecReaderIsADataSet() throws Exception {
    put("a.png", "x");
    put("rows.csv", "a.png,a cat,feline\nmissing.png,a dog,canine\n");
    try (CSVRecordReader reader = new CSVRecordReader()) {
      reader.initialize(new FileSplit(folder.resolve("rows.csv").toFile()));
      Dataset data =
          RecordReaderItems.read(
              reader, List.of("image", "text", "label"), folder, ManifestOptions.defaults());
      assertThat(data.items()).hasSize(1);
      assertThat(data.item(0).texts()).containsExactly("a cat");
      assertThat(data.item(0).label()).contains("feline");
      assertThat(data.problems())
          .containsExactly(new RowProblem(2, "image is missing: missing.png"));
    }
  }

  @Test
  void aCheckTurnsItemsIntoProblems() throws IOException {
    put("a.png", "x");
    put("b.png", "x");
    Dataset checked =
        ImageFolder.read(folder)
            .verified(
                item -> item.id().startsWith("a") ? Optional.of("cut short") : Optional.empty());
    assertThat(checked.items()).extracting(Item::id).containsExactly("b.png");
    assertThat(checked.problems()).containsExactly(new RowProblem(1, "cut short"));
  }

  private void put(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
