package dev.attune.datasets;

import static dev.attune.datasets.RowException.shown;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows of a CSV or TSV file under a header, quoted as in RFC 4180. */
final class SeparatedValues {
  private final Path file;
  private final ManifestOptions options;
  private final RowReader rows;
  private final JsonFactory json;

  private SeparatedValues(Path file, ManifestOptions options, RowReader rows) {
    this.file = file;
    this.options = options;
    this.rows = rows;
    this.json = JsonLines.factory(options);
  }

  static void read(Path file, char separator, ManifestOptions options, RowReader rows)
      throws IOException {
    // Latin-1 keeps each byte, so that one row that is not UTF-8 does not hide the rows after it.
    try (Reader reader = new InputStreamReader(Lines.open(file), StandardCharsets.ISO_8859_1);
        CsvReader<CsvRecord> csv =
            CsvReader.builder()
                .fieldSeparator(separator)
                .allowExtraFields(true)
                .allowMissingFields(true)
                .allowExtraCharsAfterClosingQuote(true)
                .maxBufferSize(Math.max(1 << 10, options.maxLineBytes()))
                .ofCsvRecord(reader)) {
      new SeparatedValues(file, options, rows).read(csv.iterator());
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    }
  }

  private void read(Iterator<CsvRecord> records) {
    long line = 1;
    try {
      if (!records.hasNext()) {
        throw new ManifestException(file + ": expected a header, found an empty file");
      }
      List<String> header = header(records.next());
      while (records.hasNext()) {
        CsvRecord record = records.next();
        line = record.getStartingLineNumber();
        row(header, record);
      }
    } catch (CsvParseException bad) {
      rows.refuse(
          line + 1,
          "expected fields of at most "
              + options.maxLineBytes()
              + " characters, found more (is a quote left open?); the rest was not read");
    }
  }

  private List<String> header(CsvRecord record) {
    List<String> names = new ArrayList<>();
    for (String field : record.getFields()) {
      names.add(decoded(field));
    }
    if (new HashSet<>(names).size() < names.size()) {
      throw new ManifestException(
          file + ":1: expected column names that differ, found " + shown(names.toString()));
    }
    for (String column : options.columns().keySet()) {
      if (!names.contains(column)) {
        throw new ManifestException(
            "%s:1: expected the mapped column `%s`, found %s"
                .formatted(file, shown(column), shown(names.toString())));
      }
    }
    return names;
  }

  private String decoded(String field) {
    try {
      return Lines.utf8(field.getBytes(StandardCharsets.ISO_8859_1)).strip();
    } catch (RowException bad) {
      throw new ManifestException(file + ":1: " + bad.getMessage());
    }
  }

  private void row(List<String> header, CsvRecord record) {
    long line = record.getStartingLineNumber();
    try {
      if (record.getFieldCount() != header.size()) {
        throw new RowException(
            "expected %d fields, found %d".formatted(header.size(), record.getFieldCount()));
      }
      Map<String, Cell> columns = new LinkedHashMap<>();
      for (int i = 0; i < header.size(); i++) {
        String name = header.get(i);
        String value = Lines.utf8(record.getField(i).getBytes(StandardCharsets.ISO_8859_1));
        String field = options.columns().getOrDefault(name, name);
        boolean caption = field.equals("text") || field.equals("texts");
        if (caption || !value.isEmpty()) {
          columns.put(name, field.equals("texts") ? texts(value) : Cell.string(value));
        }
      }
      rows.add(line, columns);
    } catch (RowException bad) {
      rows.refuse(line, bad.getMessage());
    }
  }

  private Cell texts(String value) throws RowException {
    if (!value.startsWith("[")) {
      return Cell.string(value);
    }
    try (JsonParser parser = json.createParser(value)) {
      parser.nextToken();
      Cell cell = JsonLines.cell(parser);
      if (parser.nextToken() != null) {
        throw new RowException("`texts`: expected one JSON list, found more after it");
      }
      return cell;
    } catch (JsonProcessingException bad) {
      throw new RowException("`texts`: expected a JSON list, found " + shown(value));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
