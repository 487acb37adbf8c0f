package dev.attune.datasets.known;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A row of a data set for classification: one picture, sound or text with its class.
 *
 * @param field {@code image}, {@code audio} or {@code text}
 * @param content path in the folder, or the text
 * @param label class
 * @param group never crosses a split; a row without one is a group of its own
 * @param columns further columns
 */
record LabelledRow(
    String id,
    String field,
    String content,
    String label,
    Optional<String> group,
    String split,
    Map<String, List<String>> columns) {
  static final String TRAIN = "train";
  static final String VALIDATION = "validation";
  static final String TEST = "test";

  /** Writes a manifest of JSON lines. */
  static void write(Path file, List<LabelledRow> rows) throws IOException {
    JsonFactory factory = new JsonFactory();
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (LabelledRow row : rows) {
        try (JsonGenerator json =
            factory.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
          row.write(json);
        }
        out.write('\n');
      }
    }
  }

  private void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", id);
    json.writeStringField(field, content);
    json.writeStringField("label", label);
    if (group.isPresent()) {
      json.writeStringField("group", group.get());
    }
    json.writeStringField("split", split);
    for (Map.Entry<String, List<String>> column : columns.entrySet()) {
      json.writeArrayFieldStart(column.getKey());
      for (String value : column.getValue()) {
        json.writeString(value);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  /** Adds the number of rows, and of those in each split, to what {@code dataset.json} holds. */
  static void count(List<LabelledRow> rows, Map<String, String> facts) {
    facts.put("rows", String.valueOf(rows.size()));
    for (String split : List.of(TRAIN, VALIDATION, TEST)) {
      long count = rows.stream().filter(row -> row.split.equals(split)).count();
      facts.put(split, String.valueOf(count));
    }
  }
}
