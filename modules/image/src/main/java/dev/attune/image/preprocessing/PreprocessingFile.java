package dev.attune.image.preprocessing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Preprocessing as a small JSON file, read strictly. */
final class PreprocessingFile {
  private static final long MAXIMUM_BYTES = 1 << 16;
  private static final Set<String> KEYS = Set.of("size", "crop_fraction", "mean", "std");

  private PreprocessingFile() {}

  static void write(Path file, ImagePreprocessing preprocessing) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeNumberField("size", preprocessing.size());
      json.writeNumberField("crop_fraction", preprocessing.cropFraction());
      writeNumbers(json, "mean", preprocessing.mean());
      writeNumbers(json, "std", preprocessing.std());
      json.writeEndObject();
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

  private static void writeNumbers(JsonGenerator json, String key, List<Double> numbers)
      throws IOException {
    json.writeArrayFieldStart(key);
    for (double number : numbers) {
      json.writeNumber(number);
    }
    json.writeEndArray();
  }

  static ImagePreprocessing read(Path file) {
    Map<String, List<Double>> found = new TreeMap<>();
    try (JsonParser parser = new JsonFactory().createParser(text(file))) {
      expect(parser.nextToken() == JsonToken.START_OBJECT, file, "an object", "no object");
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String key = parser.currentName();
        expect(KEYS.contains(key), file, "keys " + new TreeSet<>(KEYS), key);
        expect(
            found.put(key, numbers(parser, key, file)) == null,
            file,
            "key " + key + " once",
            "two");
      }
      expect(parser.nextToken() == null, file, "nothing after the object", "more");
    } catch (JsonProcessingException e) {
      String reason = e.getOriginalMessage().lines().findFirst().orElse("something else");
      throw new IllegalArgumentException(file + ": expected JSON, found: " + reason, e);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e.getMessage(), e);
    }
    Set<String> missing = new TreeSet<>(KEYS);
    missing.removeAll(found.keySet());
    expect(missing.isEmpty(), file, "keys " + missing, "none of them");
    return build(file, found);
  }

  private static ImagePreprocessing build(Path file, Map<String, List<Double>> found) {
    double size = single(found, "size", file);
    expect(size == Math.rint(size), file, "a whole number for size", String.valueOf(size));
    try {
      return new ImagePreprocessing(
          (int) size, single(found, "crop_fraction", file), found.get("mean"), found.get("std"));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  private static double single(Map<String, List<Double>> found, String key, Path file) {
    List<Double> values = found.get(key);
    expect(values.size() == 1, file, "one number for " + key, values.size() + " numbers");
    return values.get(0);
  }

  private static List<Double> numbers(JsonParser parser, String key, Path file) throws IOException {
    List<Double> numbers = new ArrayList<>();
    JsonToken token = parser.nextToken();
    boolean list = token == JsonToken.START_ARRAY;
    if (list) {
      token = parser.nextToken();
    }
    while (token != JsonToken.END_ARRAY) {
      boolean number = token != null && token.isNumeric();
      expect(number, file, "a number for " + key, String.valueOf(parser.getText()));
      numbers.add(parser.getDoubleValue());
      if (!list) {
        return numbers;
      }
      token = parser.nextToken();
    }
    return numbers;
  }

  private static void expect(boolean met, Path file, String expected, String found) {
    if (!met) {
      throw new IllegalArgumentException(file + ": expected " + expected + ", found " + found);
    }
  }

  private static String text(Path file) throws IOException {
    expect(Files.isRegularFile(file), file, "a file", "none");
    long size = Files.size(file);
    expect(size <= MAXIMUM_BYTES, file, "at most " + MAXIMUM_BYTES + " bytes", size + " bytes");
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
