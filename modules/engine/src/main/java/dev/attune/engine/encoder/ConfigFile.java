package dev.attune.engine.encoder;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.attune.engine.checkpoint.FileText;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A small JSON file as a tree: maps, lists, strings, numbers, booleans. */
final class ConfigFile {
  private static final int LONGEST = 1 << 16;
  private static final int DEEPEST = 8;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private ConfigFile() {}

  /**
   * Reads one object.
   *
   * @throws IllegalArgumentException in one line, if the file is missing, too long or no object
   * @throws UncheckedIOException if the disk fails
   */
  static Map<String, Object> read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw wrong(file, "a file", Files.exists(file) ? "something else" : "none");
    }
    try (JsonParser json = JSON.createParser(text(file))) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw wrong(file, "an object", "none");
      }
      Map<String, Object> tree = object(file, json, 1);
      if (json.nextToken() != null) {
        throw wrong(file, "nothing after the object", "more");
      }
      return tree;
    } catch (JsonProcessingException e) {
      String reason = e.getOriginalMessage().lines().findFirst().orElse("something else");
      throw wrong(file, "JSON", "at line " + e.getLocation().getLineNr() + ": " + reason);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e.getMessage(), e);
    }
  }

  private static String text(Path file) throws IOException {
    long size = Files.size(file);
    if (size > LONGEST) {
      throw wrong(file, "at most " + LONGEST + " bytes", size + " bytes");
    }
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  private static Map<String, Object> object(Path file, JsonParser json, int depth)
      throws IOException {
    Map<String, Object> tree = new LinkedHashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      json.nextToken();
      tree.put(key, value(file, json, depth));
    }
    return tree;
  }

  private static Object value(Path file, JsonParser json, int depth) throws IOException {
    if (depth > DEEPEST) {
      throw wrong(file, "at most " + DEEPEST + " levels", "more");
    }
    return switch (json.currentToken()) {
      case START_OBJECT -> object(file, json, depth + 1);
      case START_ARRAY -> {
        List<Object> list = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(file, json, depth + 1));
        }
        yield list;
      }
      case VALUE_STRING -> json.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getNumberValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw wrong(file, "a value for " + json.currentName(), json.getText());
    };
  }

  /** Writes one object of what {@link #read} gives, and the folders above it. */
  static void write(Path file, Map<String, Object> tree) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      write(json, tree);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, text + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e.getMessage(), e);
    }
  }

  private static void write(JsonGenerator json, Object value) throws IOException {
    if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        json.writeFieldName((String) entry.getKey());
        write(json, entry.getValue());
      }
      json.writeEndObject();
    } else if (value instanceof List<?> list) {
      json.writeStartArray();
      for (Object element : list) {
        write(json, element);
      }
      json.writeEndArray();
    } else if (value instanceof Integer number) {
      json.writeNumber(number);
    } else if (value instanceof Double number) {
      json.writeNumber(number);
    } else if (value instanceof Boolean flag) {
      json.writeBoolean(flag);
    } else {
      json.writeString((String) value);
    }
  }

  /** What a file should have held, and what it holds; one line. */
  static IllegalArgumentException wrong(Path file, String expected, String found) {
    return new IllegalArgumentException(
        "%s: expected %s, found %s".formatted(file, expected, FileText.oneLine(found)));
  }
}
