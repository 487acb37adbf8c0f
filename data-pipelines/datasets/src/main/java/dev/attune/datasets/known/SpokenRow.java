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
 * A row of a data set with speech: one thing in one language.
 *
 * @param concept the thing
 * @param version what tells this row from the thing's others: its language, or another word
 * @param image path in the folder
 * @param audio path in the folder
 * @param text caption or transcript
 * @param language of the text and the speech
 * @param group never crosses a split
 * @param label class
 * @param columns further columns
 */
record SpokenRow(
    String concept,
    String version,
    Optional<String> image,
    Optional<String> audio,
    Optional<String> text,
    Optional<String> language,
    String group,
    String label,
    Map<String, List<String>> columns) {

  /** Writes a manifest of JSON lines. */
  static void write(Path file, List<SpokenRow> rows) throws IOException {
    JsonFactory factory = new JsonFactory();
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (SpokenRow row : rows) {
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
    json.writeStringField("id", concept + "@" + version);
    optional(json, "image", image);
    optional(json, "audio", audio);
    optional(json, "text", text);
    optional(json, "language", language);
    json.writeStringField("concept", concept);
    json.writeStringField("group", group);
    json.writeStringField("label", label);
    for (Map.Entry<String, List<String>> column : columns.entrySet()) {
      json.writeArrayFieldStart(column.getKey());
      for (String value : column.getValue()) {
        json.writeString(value);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void optional(JsonGenerator json, String key, Optional<String> value)
      throws IOException {
    if (value.isPresent()) {
      json.writeStringField(key, value.get());
    }
  }
}
