package dev.attune.datasets;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows of a JSON lines file; each stands alone, so a bad one costs only itself. */
final class JsonLines {
  private static final int MAX_DEPTH = 32;
  private static final JsonFactory PLAIN = new JsonFactory();

  private JsonLines() {}

  static void read(Path file, ManifestOptions options, RowReader rows) throws IOException {
    JsonFactory json = factory(options);
    try (Lines lines = new Lines(file, options.maxLineBytes())) {
      while (lines.next()) {
        try {
          String text = lines.text();
          if (!text.isBlank()) {
            rows.add(lines.number(), columns(json, text));
          }
        } catch (RowException bad) {
          rows.refuse(lines.number(), bad.getMessage());
        }
      }
    }
  }

  static JsonFactory factory(ManifestOptions options) {
    return JsonFactory.builder()
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxStringLength(options.maxLineBytes())
                .build())
        .build();
  }

  private static Map<String, Cell> columns(JsonFactory json, String line)
      throws RowException, IOException {
    try (JsonParser parser = json.createParser(line)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new RowException("expected a JSON object, found " + RowException.shown(line.strip()));
      }
      Map<String, Cell> columns = new LinkedHashMap<>();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        if (parser.nextToken() != JsonToken.VALUE_NULL) {
          columns.put(name, cell(parser));
        }
      }
      if (parser.nextToken() != null) {
        throw new RowException("expected one JSON object a line, found more after it");
      }
      return columns;
    } catch (JsonProcessingException bad) {
      String where =
          bad.getLocation() == null ? "" : " at column " + bad.getLocation().getColumnNr();
      throw new RowException(
          "not a JSON object" + where + ": " + RowException.shown(bad.getOriginalMessage()));
    }
  }

  /** A string, a list of strings, or anything else as its JSON text. */
  static Cell cell(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_STRING -> Cell.string(parser.getText());
      case START_ARRAY -> list(parser);
      case START_OBJECT -> new Cell("an object", List.of(nested(parser)));
      case VALUE_TRUE, VALUE_FALSE ->
          new Cell("the truth value " + parser.getText(), List.of(parser.getText()));
      default ->
          new Cell("the number " + RowException.shown(parser.getText()), List.of(parser.getText()));
    };
  }

  private static Cell list(JsonParser parser) throws IOException {
    List<String> values = new ArrayList<>();
    String other = null;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == JsonToken.VALUE_STRING) {
        values.add(parser.getText());
      } else if (parser.currentToken() == JsonToken.VALUE_NULL) {
        other = "a list with null";
        values.add("null");
      } else {
        Cell element = cell(parser);
        other = "a list with " + element.kind();
        values.addAll(element.values());
      }
    }
    return other == null ? Cell.strings(values) : new Cell(other, values);
  }

  private static String nested(JsonParser parser) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = PLAIN.createGenerator(text)) {
      generator.copyCurrentStructure(parser);
    }
    return text.toString();
  }
}
