package dev.attune.retrieval;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Items as JSON lines: {@code id}, {@code text} or {@code path}, {@code group}, {@code label}. */
final class ItemLines {
  private static final int LONGEST_STRING = 1 << 22;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(LONGEST_STRING)
                  .maxNestingDepth(2)
                  .build())
          .build();

  private ItemLines() {}

  static void write(Path path, List<EmbeddingItem> items) {
    WholeFile.write(
        path,
        aside -> {
          try (BufferedWriter writer = Files.newBufferedWriter(aside);
              JsonGenerator json = JSON.createGenerator(writer)) {
            json.setRootValueSeparator(null);
            for (EmbeddingItem item : items) {
              write(json, item);
              json.writeRaw('\n');
            }
          }
        });
  }

  private static void write(JsonGenerator json, EmbeddingItem item) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", item.id());
    writeIfPresent(json, "text", item.text());
    writeIfPresent(json, "path", item.path());
    writeIfPresent(json, "group", item.group());
    writeIfPresent(json, "label", item.label());
    json.writeEndObject();
  }

  private static void writeIfPresent(JsonGenerator json, String key, String value)
      throws IOException {
    if (value != null) {
      json.writeStringField(key, value);
    }
  }

  static List<EmbeddingItem> read(Path path, int rows) {
    if (!Files.isRegularFile(path)) {
      throw new IllegalArgumentException(path + ": expected a .jsonl file, found none");
    }
    List<EmbeddingItem> items = new ArrayList<>();
    try (JsonParser json = JSON.createParser(path.toFile())) {
      while (json.nextToken() != null) {
        if (items.size() == rows) {
          throw refused(path, json, rows + " lines, one a row of the .npy file", "more");
        }
        items.add(item(path, json));
      }
    } catch (JsonProcessingException problem) {
      throw new IllegalArgumentException(
          path
              + ": line "
              + problem.getLocation().getLineNr()
              + ": expected a JSON object, found: "
              + problem.getOriginalMessage(),
          problem);
    } catch (IOException problem) {
      throw new UncheckedIOException(
          path + ": could not be read: " + problem.getMessage(), problem);
    }
    if (items.size() != rows) {
      throw new IllegalArgumentException(
          path
              + ": expected "
              + rows
              + " lines, one a row of the .npy file, found "
              + items.size());
    }
    return items;
  }

  private static EmbeddingItem item(Path path, JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw refused(path, json, "an object", "" + json.currentToken());
    }
    String id = null;
    String text = null;
    String place = null;
    String group = null;
    String label = null;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String key = json.currentName();
      String value = string(path, json, key);
      switch (key) {
        case "id" -> id = value;
        case "text" -> text = value;
        case "path" -> place = value;
        case "group" -> group = value;
        case "label" -> label = value;
        default -> throw refused(path, json, "id, text, path, group or label", "key " + key);
      }
    }
    if (id == null || id.isEmpty()) {
      throw refused(path, json, "an id", "none");
    }
    return new EmbeddingItem(id, text, place, group, label);
  }

  private static String string(Path path, JsonParser json, String key) throws IOException {
    JsonToken token = json.nextToken();
    if (token == JsonToken.VALUE_NULL) {
      return null;
    }
    if (token != JsonToken.VALUE_STRING) {
      throw refused(path, json, "a string for " + key, "" + token);
    }
    return json.getText();
  }

  private static IllegalArgumentException refused(
      Path path, JsonParser json, String expected, String found) {
    return new IllegalArgumentException(
        path
            + ": line "
            + json.currentTokenLocation().getLineNr()
            + ": expected "
            + expected
            + ", found "
            + found);
  }
}
