package dev.attune.experiments.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lays {@code path.to.key=VALUE} over a copy of a document. */
final class Assignments {
  private static final String ORIGIN = "--set";

  private final String name;
  private final JsonNode root;
  private final Map<String, String> origins;
  private final Problems problems;

  Assignments(JsonDocument document) {
    this.name = document.name();
    this.root = document.root().deepCopy();
    this.origins = new HashMap<>(document.origins());
    this.problems = new Problems(ORIGIN, Map.of());
  }

  JsonDocument apply(List<String> assignments) {
    for (String assignment : assignments) {
      int equals = assignment.indexOf('=');
      List<String> keys =
          Arrays.asList(assignment.substring(0, Math.max(0, equals)).split("\\.", -1));
      if (equals < 0 || keys.contains("")) {
        problems.add("", "expected path.to.key=VALUE, found " + Problems.quoted(assignment));
      } else {
        value(keys, assignment.substring(equals + 1)).ifPresent(value -> set(keys, value));
      }
    }
    problems.throwIfAny();
    return new JsonDocument(name, root, origins);
  }

  private Optional<JsonNode> value(List<String> keys, String text) {
    try {
      return Optional.of(JsonDocument.parse(ORIGIN + " " + String.join(".", keys), text).root());
    } catch (InvalidJsonException e) {
      String start = text.strip();
      if (start.startsWith("{") || start.startsWith("[") || start.startsWith("\"")) {
        problems.add(String.join(".", keys), "expected JSON, found " + Problems.shortened(text));
        return Optional.empty();
      }
      return Optional.of(JsonNodeFactory.instance.textNode(text));
    }
  }

  private void set(List<String> keys, JsonNode value) {
    JsonNode at = root;
    String path = "";
    for (int i = 0; i < keys.size() && at != null; i++) {
      String key = keys.get(i);
      boolean last = i == keys.size() - 1;
      JsonNode put = last ? value : null;
      at = at instanceof ArrayNode list ? entry(list, path, key, put) : member(at, path, key, put);
      path = Keys.join(path, key);
      if (last) {
        String set = path;
        origins.keySet().removeIf(old -> old.equals(set) || old.startsWith(set + "."));
      }
      origins.putIfAbsent(path, ORIGIN);
    }
  }

  /** Enters or sets an object's key; one that is not there yet is made, for its default to fill. */
  private JsonNode member(JsonNode at, String path, String key, JsonNode put) {
    if (!(at instanceof ObjectNode object)) {
      problems.add(
          Keys.join(path, key),
          "expected an object at " + Problems.quoted(path) + ", found " + Problems.found(at));
      return null;
    }
    if (put != null) {
      object.set(key, put);
    } else if (!object.has(key)) {
      object.putObject(key);
    }
    return object.get(key);
  }

  private JsonNode entry(ArrayNode list, String path, String key, JsonNode put) {
    int index = key.matches("\\d{1,9}") ? Integer.parseInt(key) : -1;
    if (index < 0 || index >= list.size()) {
      String indices =
          list.isEmpty()
              ? "no index, the list is empty"
              : "an index from 0 to " + (list.size() - 1);
      problems.add(path, "expected " + indices + ", found " + Problems.quoted(key));
      return null;
    }
    if (put != null) {
      list.set(index, put);
    }
    return list.get(index);
  }
}
