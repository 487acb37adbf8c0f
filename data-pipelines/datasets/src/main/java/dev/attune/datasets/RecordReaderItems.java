package dev.attune.datasets;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.datavec.api.records.reader.RecordReader;
import org.datavec.api.writable.Writable;

/** The rows of a DataVec record reader as items, so that an existing reader is a data set. */
public final class RecordReaderItems {
  private RecordReaderItems() {}

  /**
   * Reads what is left of a reader whose rows are columns of text, such as a {@code
   * CSVRecordReader} or a transform process over one.
   *
   * @param reader an initialised reader
   * @param columns names of its columns, in order; mapped as a manifest's are
   * @param root folder that the paths of {@code image} and {@code audio} are relative to
   * @param options bounds, mapped columns, strictness
   * @throws ManifestException if a row is bad and {@code strict} is set
   */
  public static Dataset read(
      RecordReader reader, List<String> columns, Path root, ManifestOptions options) {
    RowReader rows = new RowReader(root, root, options);
    long position = 0;
    while (reader.hasNext()) {
      position++;
      List<Writable> record = reader.next();
      if (record.size() != columns.size()) {
        rows.refuse(
            position, "expected %d fields, found %d".formatted(columns.size(), record.size()));
        continue;
      }
      Map<String, Cell> cells = new LinkedHashMap<>();
      for (int i = 0; i < columns.size(); i++) {
        String value = record.get(i).toString();
        if (!value.isEmpty()) {
          cells.put(columns.get(i), Cell.string(value));
        }
      }
      rows.add(position, cells);
    }
    Path name = root.toAbsolutePath().normalize().getFileName();
    return rows.dataset(name == null ? "records" : name.toString());
  }
}
