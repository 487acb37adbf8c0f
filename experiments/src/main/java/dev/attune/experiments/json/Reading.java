package dev.attune.experiments.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Values read from one document. What cannot be read is noted as a problem and becomes null. */
final class Reading {
  private final RecordBinder binder;
  private final Problems problems;
  private final ReadingRecords records;

  Reading(RecordBinder binder, Problems problems) {
    this.binder = binder;
    this.problems = problems;
    this.records = new ReadingRecords(binder, problems, this);
  }

  /**
   * Reads one value.
   *
   * @param path of the value
   * @param ambient the default that an object is laid over, or null
   */
  Object read(JsonNode node, BoundType type, String path, Object ambient) {
    Class<?> raw = type.raw();
    Scalar<?> scalar = binder.scalar(type);
    if (scalar != null) {
      return scalar(node, scalar, path);
    }
    if (raw.isEnum()) {
      return constant(node, raw, path);
    }
    if (raw == Optional.class) {
      return Optional.ofNullable(read(node, type.element(), path, optional(ambient)));
    }
    if (raw == List.class || raw == Set.class) {
      return collection(node, type, path);
    }
    if (raw == Map.class) {
      return map(node, type, path);
    }
    if (binder.family(type) != null) {
      return expectObject(node, path) ? records.family(node, type, path, ambient) : null;
    }
    if (raw.isRecord()) {
      return expectObject(node, path) ? records.record(node, type, path, ambient) : null;
    }
    throw new IllegalStateException("no binding is registered for " + type);
  }

  /** What a value of a type must be, for messages. */
  String expected(BoundType type) {
    Scalar<?> scalar = binder.scalar(type);
    if (scalar != null) {
      return scalar.expected();
    }
    if (type.raw().isEnum()) {
      return Problems.oneOf(constants(type.raw()).keySet());
    }
    return Collection.class.isAssignableFrom(type.raw()) ? "a list" : "an object";
  }

  private static Object optional(Object ambient) {
    return ambient instanceof Optional<?> value ? value.orElse(null) : null;
  }

  private Object scalar(JsonNode node, Scalar<?> scalar, String path) {
    try {
      return scalar.read().apply(node);
    } catch (IllegalArgumentException e) {
      problems.add(path, e.getMessage());
      return null;
    }
  }

  private Object constant(JsonNode node, Class<?> type, String path) {
    Map<String, Object> constants = constants(type);
    if (!node.isTextual()) {
      problems.add(
          path,
          "expected " + Problems.oneOf(constants.keySet()) + ", found " + Problems.found(node));
    } else if (!constants.containsKey(node.textValue())) {
      unknown(path, node.textValue(), constants.keySet());
    }
    return constants.get(node.asText());
  }

  void unknown(String path, String word, Set<String> known) {
    String meant =
        Keys.nearest(word, known)
            .map(near -> "; probably a typo, did you mean " + Problems.quoted(near) + "?")
            .orElse("");
    problems.add(
        path, "expected " + Problems.oneOf(known) + ", found " + Problems.quoted(word) + meant);
  }

  private static Map<String, Object> constants(Class<?> type) {
    Map<String, Object> constants = new LinkedHashMap<>();
    Arrays.stream(type.getEnumConstants())
        .forEach(c -> constants.put(((Enum<?>) c).name().toLowerCase(Locale.ROOT), c));
    return constants;
  }

  private Object collection(JsonNode node, BoundType type, String path) {
    if (!node.isArray()) {
      problems.add(path, "expected a list, found " + Problems.found(node));
      return null;
    }
    List<Object> entries = new ArrayList<>();
    for (int i = 0; i < node.size(); i++) {
      entries.add(read(node.get(i), type.element(), Keys.join(path, i), null));
    }
    if (type.raw() == List.class) {
      return Collections.unmodifiableList(entries);
    }
    Set<Object> set = new LinkedHashSet<>(entries);
    if (set.size() < entries.size() && !set.contains(null)) {
      problems.add(path, "expected each entry once, found one twice");
    }
    return Collections.unmodifiableSet(set);
  }

  private Object map(JsonNode node, BoundType type, String path) {
    if (!expectObject(node, path)) {
      return null;
    }
    Map<String, Object> map = new LinkedHashMap<>();
    node.properties()
        .forEach(
            entry ->
                map.put(
                    entry.getKey(),
                    read(entry.getValue(), type.element(), Keys.join(path, entry.getKey()), null)));
    return Collections.unmodifiableMap(map);
  }

  private boolean expectObject(JsonNode node, String path) {
    if (!node.isObject()) {
      problems.add(path, "expected an object, found " + Problems.found(node));
    }
    return node.isObject();
  }
}
