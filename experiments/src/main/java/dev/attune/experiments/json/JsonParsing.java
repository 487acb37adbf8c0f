package dev.attune.experiments.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One text read into a tree, with the line of each value and every repeated key. */
final class JsonParsing {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final String name;
  private final String text;
  private final Map<String, String> origins = new HashMap<>();
  private final Problems problems;

  JsonParsing(String name, String text) {
    this.name = name;
    this.text = text;
    this.problems = new Problems(name, origins);
  }

  JsonDocument document() {
    try (JsonParser parser = JsonText.MAPPER.createParser(text)) {
      if (parser.nextToken() == null) {
        throw malformed(JsonLocation.NA, "expected a JSON value, found an empty text");
      }
      JsonNode root = value(parser, "");
      if (parser.nextToken() != null) {
        throw malformed(parser.currentTokenLocation(), "expected the end, found more text");
      }
      problems.throwIfAny();
      return new JsonDocument(name, root, origins);
    } catch (JsonProcessingException e) {
      throw malformed(
          e.getLocation(), "expected JSON, found: " + firstLine(e.getOriginalMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode value(JsonParser parser, String path) throws IOException {
    origins.put(path, Integer.toString(parser.currentTokenLocation().getLineNr()));
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser, path);
      case START_ARRAY -> list(parser, path);
      case VALUE_STRING -> NODES.textNode(parser.getText());
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NULL -> NODES.nullNode();
      case VALUE_NUMBER_INT -> integer(parser);
      case VALUE_NUMBER_FLOAT -> fraction(parser, path);
      default -> throw new IllegalStateException("token " + parser.currentToken());
    };
  }

  private ObjectNode object(JsonParser parser, String path) throws IOException {
    ObjectNode object = NODES.objectNode();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      String at = Keys.join(path, key);
      String earlier = origins.get(at);
      parser.nextToken();
      JsonNode value = value(parser, at);
      if (object.has(key)) {
        problems.add(at, "expected the key once, found it also on line " + earlier);
      }
      object.set(key, value);
    }
    return object;
  }

  private ArrayNode list(JsonParser parser, String path) throws IOException {
    ArrayNode list = NODES.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      list.add(value(parser, Keys.join(path, list.size())));
    }
    return list;
  }

  private static JsonNode integer(JsonParser parser) throws IOException {
    return switch (parser.getNumberType()) {
      case INT -> NODES.numberNode(parser.getIntValue());
      case LONG -> NODES.numberNode(parser.getLongValue());
      default -> NODES.numberNode(parser.getBigIntegerValue());
    };
  }

  private JsonNode fraction(JsonParser parser, String path) throws IOException {
    double value = parser.getDoubleValue();
    if (Double.isInfinite(value)) {
      problems.add(
          path,
          "expected a number that a double can hold, found "
              + Problems.shortened(parser.getText()));
    }
    return NODES.numberNode(value);
  }

  private InvalidJsonException malformed(JsonLocation at, String message) {
    String place =
        at == null || at.getLineNr() < 1
            ? name
            : name + ":" + at.getLineNr() + ":" + at.getColumnNr();
    return new InvalidJsonException(List.of(place + ": " + message));
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("nothing readable");
  }
}
