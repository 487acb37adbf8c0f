package dev.attune.experiments.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What is wrong with one document, collected so that all of it is reported at once. */
final class Problems {
  private static final int SHOWN = 60;

  private final String document;
  private final Map<String, String> origins;
  private final List<String> lines = new ArrayList<>();

  /**
   * For one document.
   *
   * @param document its name
   * @param origins where each key path stands: a line number, or {@code --set}
   */
  Problems(String document, Map<String, String> origins) {
    this.document = document;
    this.origins = origins;
  }

  void add(String path, String message) {
    String origin = origin(path);
    String place = origin == null ? document : document + ":" + origin;
    lines.add(place + ": " + (path.isEmpty() ? "" : path + ": ") + message);
  }

  /** Where a path stands, or for a key that is not there the object that lacks it. */
  private String origin(String path) {
    String at = path;
    while (!origins.containsKey(at) && !at.isEmpty()) {
      at = at.substring(0, Math.max(0, at.lastIndexOf('.')));
    }
    return origins.get(at);
  }

  int count() {
    return lines.size();
  }

  void throwIfAny() {
    if (!lines.isEmpty()) {
      throw new InvalidJsonException(lines);
    }
  }

  /** A value as a message shows it, cut short. */
  static String found(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> "an object";
      case ARRAY -> "a list";
      case NULL, MISSING -> "null";
      default -> shortened(node.toString());
    };
  }

  static String shortened(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }

  static String oneOf(Collection<String> known) {
    return known.size() == 1
        ? quoted(known.iterator().next())
        : "one of " + known.stream().map(Problems::quoted).collect(Collectors.joining(", "));
  }

  static String quoted(String text) {
    return '"' + shortened(text) + '"';
  }

  /** The tail of a message on a word that nothing knows. */
  static String didYouMean(String word, Collection<String> known) {
    return Keys.nearest(word, known)
        .map(meant -> "probably a typo; did you mean " + quoted(meant) + "?")
        .orElse(known.isEmpty() ? "expected no keys" : "expected " + oneOf(known));
  }
}
