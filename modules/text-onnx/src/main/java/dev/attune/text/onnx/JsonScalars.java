package dev.attune.text.onnx;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The single values of a small JSON file, each under its path ({@code model.type}, {@code
 * single.0.SpecialToken.id}); a null is as if it were not there.
 */
final class JsonScalars {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final String place;
  private final Set<String> skippedArrays;
  private final Map<String, String> values = new LinkedHashMap<>();

  private JsonScalars(String place, Set<String> skippedArrays) {
    this.place = place;
    this.skippedArrays = skippedArrays;
  }

  /**
   * Reads a file.
   *
   * @param skippedArrays paths of arrays whose elements are not wanted
   * @throws SentenceModelException if it is not JSON
   */
  static JsonScalars read(ModelFiles.Found file, String... skippedArrays) {
    JsonScalars read = new JsonScalars(file.place(), Set.of(skippedArrays));
    try (JsonParser json = JSON.createParser(file.bytes())) {
      if (json.nextToken() == null) {
        throw new SentenceModelException(file.place() + ": expected JSON, found an empty file");
      }
      read.value(json, "");
    } catch (JsonProcessingException e) {
      throw new SentenceModelException(
          "%s: line %d: expected JSON, found %s"
              .formatted(
                  file.place(),
                  e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
                  e.getOriginalMessage().lines().findFirst().orElse("something else")),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return read;
  }

  private void value(JsonParser json, String path) throws IOException {
    switch (json.currentToken()) {
      case START_OBJECT -> {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          String inner = below(path, json.currentName());
          json.nextToken();
          value(json, inner);
        }
      }
      case START_ARRAY -> array(json, path);
      case VALUE_NULL -> {}
      default -> values.put(path, json.getText());
    }
  }

  private void array(JsonParser json, String path) throws IOException {
    if (skippedArrays.contains(path)) {
      json.skipChildren();
      return;
    }
    for (int i = 0; json.nextToken() != JsonToken.END_ARRAY; i++) {
      value(json, below(path, String.valueOf(i)));
    }
  }

  private static String below(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** The file, for a message. */
  String place() {
    return place;
  }

  /** A value, if it is there. */
  Optional<String> text(String path) {
    return Optional.ofNullable(values.get(path));
  }

  /** The values whose path begins so, by what follows, in the file's order. */
  Map<String, String> under(String prefix) {
    Map<String, String> found = new LinkedHashMap<>();
    values.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            found.put(key.substring(prefix.length()), value);
          }
        });
    return found;
  }

  /**
   * A whole number, if it is there.
   *
   * @throws SentenceModelException if it is not one, or too small
   */
  Optional<Integer> number(String path, int least) {
    return text(path)
        .map(
            found -> {
              try {
                int number = Integer.parseInt(found);
                if (number >= least) {
                  return number;
                }
              } catch (NumberFormatException e) {
                // Said below, with those that are too small.
              }
              throw wrong(path, "a whole number from " + least, found);
            });
  }

  /**
   * True or false, if it is there.
   *
   * @throws SentenceModelException if it is something else
   */
  Optional<Boolean> flag(String path) {
    return text(path)
        .map(
            found -> {
              if (!found.equals("true") && !found.equals("false")) {
                throw wrong(path, "true or false", found);
              }
              return found.equals("true");
            });
  }

  private SentenceModelException wrong(String path, String expected, String found) {
    return new SentenceModelException(
        "%s: key %s: expected %s, found %s".formatted(place, path, expected, found));
  }
}
