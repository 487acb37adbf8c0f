package dev.attune.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingParquetTest {
  @TempDir Path directory;

  @Test
  void readsBackAsItWasWritten() throws IOException {
    List<EmbeddingItem> items =
        List.of(
            new EmbeddingItem("1F418", "éléphant 🐘", null, "animals", "mammal"),
            new EmbeddingItem("1F418", null, "a/b.png", null, null));
    EmbeddingTable table =
        new EmbeddingTable(3, items, new float[][] {{0.6f, 0, -0.8f}, {0, 1, 0}});
    Path file = directory.resolve("new/text.parquet");
    EmbeddingParquet.write(file, table);
    EmbeddingParquet.write(file, table);
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
      MessageType schema = reader.getFileMetaData().getSchema();
      assertThat(reader.getRecordCount()).isEqualTo(2);
      PageReadStore pages = reader.readNextRowGroup();
      RecordReader<Group> rows =
          new ColumnIOFactory()
              .getColumnIO(schema)
              .getRecordReader(pages, new GroupRecordConverter(schema));
      Group first = rows.read();
      assertThat(first.getString("id", 0)).isEqualTo("1F418");
      assertThat(first.getString("text", 0)).isEqualTo("éléphant 🐘");
      assertThat(first.getFieldRepetitionCount("path")).isZero();
      assertThat(first.getString("group", 0)).isEqualTo("animals");
      assertThat(first.getString("label", 0)).isEqualTo("mammal");
      Group list = first.getGroup("embedding", 0);
      assertThat(list.getFieldRepetitionCount("list")).isEqualTo(3);
      assertThat(list.getGroup("list", 2).getFloat("element", 0)).isEqualTo(-0.8f);
      Group second = rows.read();
      assertThat(second.getString("path", 0)).isEqualTo("a/b.png");
      assertThat(second.getFieldRepetitionCount("text")).isZero();
    }
  }
}
