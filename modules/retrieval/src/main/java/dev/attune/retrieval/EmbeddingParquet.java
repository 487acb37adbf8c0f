package dev.attune.retrieval;

import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;

/**
 * Embeddings and what each row stands for in one Parquet file: strings {@code id}, {@code text},
 * {@code path}, {@code group}, {@code label}, all but the first optional, and {@code embedding}, a
 * list of floats. Uncompressed: embeddings hold no redundancy that a codec finds.
 */
public final class EmbeddingParquet {
  private static final MessageType SCHEMA =
      Types.buildMessage()
          .required(PrimitiveTypeName.BINARY)
          .as(LogicalTypeAnnotation.stringType())
          .named("id")
          .optional(PrimitiveTypeName.BINARY)
          .as(LogicalTypeAnnotation.stringType())
          .named("text")
          .optional(PrimitiveTypeName.BINARY)
          .as(LogicalTypeAnnotation.stringType())
          .named("path")
          .optional(PrimitiveTypeName.BINARY)
          .as(LogicalTypeAnnotation.stringType())
          .named("group")
          .optional(PrimitiveTypeName.BINARY)
          .as(LogicalTypeAnnotation.stringType())
          .named("label")
          .requiredList()
          .requiredElement(PrimitiveTypeName.FLOAT)
          .named("embedding")
          .named("embeddings");

  private EmbeddingParquet() {}

  /**
   * Writes a table; the file is whole or absent.
   *
   * @param path the file; an older one is replaced
   * @param table what is written
   */
  public static void write(Path path, EmbeddingTable table) {
    WholeFile.write(
        path,
        aside -> {
          try (ParquetWriter<Integer> writer =
              new Builder(new LocalOutputFile(aside), table).build()) {
            for (int row = 0; row < table.size(); row++) {
              writer.write(row);
            }
          }
        });
  }

  /** A writer of row numbers of a table. */
  private static final class Builder extends ParquetWriter.Builder<Integer, Builder> {
    private final EmbeddingTable table;

    Builder(OutputFile file, EmbeddingTable table) {
      super(file);
      this.table = table;
      withConf(new PlainParquetConfiguration());
      withCompressionCodec(CompressionCodecName.UNCOMPRESSED);
      withWriteMode(ParquetFileWriter.Mode.OVERWRITE);
      // A dictionary of floats that never repeat is built only to be thrown away.
      withDictionaryEncoding("embedding.list.element", false);
    }

    @Override
    protected Builder self() {
      return this;
    }

    // The older form, abstract still; the writer calls the one below.
    @SuppressWarnings("deprecation")
    @Override
    protected WriteSupport<Integer> getWriteSupport(Configuration configuration) {
      return new RowSupport(table);
    }

    @Override
    protected WriteSupport<Integer> getWriteSupport(ParquetConfiguration configuration) {
      return new RowSupport(table);
    }
  }

  private static final class RowSupport extends WriteSupport<Integer> {
    private final EmbeddingTable table;
    private RecordConsumer consumer;

    RowSupport(EmbeddingTable table) {
      this.table = table;
    }

    // The older form, abstract still; the writer calls the one below.
    @SuppressWarnings("deprecation")
    @Override
    public WriteContext init(Configuration configuration) {
      return new WriteContext(SCHEMA, Map.of());
    }

    @Override
    public WriteContext init(ParquetConfiguration configuration) {
      return new WriteContext(SCHEMA, Map.of());
    }

    @Override
    public void prepareForWrite(RecordConsumer target) {
      this.consumer = target;
    }

    @Override
    public void write(Integer row) {
      EmbeddingItem item = table.items().get(row);
      consumer.startMessage();
      write(0, item.id());
      write(1, item.text());
      write(2, item.path());
      write(3, item.group());
      write(4, item.label());
      consumer.startField("embedding", 5);
      consumer.startGroup();
      consumer.startField("list", 0);
      for (float value : table.rows()[row]) {
        consumer.startGroup();
        consumer.startField("element", 0);
        consumer.addFloat(value);
        consumer.endField("element", 0);
        consumer.endGroup();
      }
      consumer.endField("list", 0);
      consumer.endGroup();
      consumer.endField("embedding", 5);
      consumer.endMessage();
    }

    private void write(int field, String value) {
      if (value != null) {
        String name = SCHEMA.getFieldName(field);
        consumer.startField(name, field);
        consumer.addBinary(Binary.fromString(value));
        consumer.endField(name, field);
      }
    }
  }
}
