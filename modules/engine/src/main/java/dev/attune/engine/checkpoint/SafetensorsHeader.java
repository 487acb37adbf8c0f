package dev.attune.engine.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of a safetensors file, believed only where it agrees with the file's length.
 *
 * @param entries by name, in the order of their data
 * @param metadata free text by key
 */
record SafetensorsHeader(Map<String, Entry> entries, Map<String, String> metadata) {
  static final String METADATA = "__metadata__";

  private static final JsonFactory JSON = new JsonFactory();
  private static final int MOST_ELEMENTS = Integer.MAX_VALUE - 8;

  /** One tensor: its bytes stand from {@code begin} to {@code end} (exclusive) after the header. */
  record Entry(ElementType type, long[] shape, long begin, long end) {
    int length() {
      return (int) ((end - begin) / type.bytes());
    }
  }

  /**
   * Reads and checks a header.
   *
   * @param file for messages
   * @param bytes the header's JSON
   * @param dataLength number of bytes after the header
   */
  static SafetensorsHeader parse(Path file, byte[] bytes, long dataLength) throws IOException {
    Map<String, Entry> entries = new LinkedHashMap<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    try (JsonParser json = JSON.createParser(bytes)) {
      expect(file, "header", json.nextToken(), JsonToken.START_OBJECT);
      boolean metadataSeen = false;
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        if (entries.containsKey(name) || (metadataSeen && name.equals(METADATA))) {
          throw wrong(file, place(name), "each name once", "it twice");
        }
        if (name.equals(METADATA)) {
          metadataSeen = true;
          readMetadata(file, json, metadata);
        } else {
          entries.put(name, readEntry(file, name, json));
        }
      }
      if (json.nextToken() != null) {
        throw wrong(file, "header", "nothing after the closing brace", json.currentToken().name());
      }
    } catch (JsonProcessingException e) {
      throw wrong(file, "header", "JSON", FileText.oneLine(e.getOriginalMessage()));
    }
    return new SafetensorsHeader(inOrder(file, entries, dataLength), metadata);
  }

  private static void readMetadata(Path file, JsonParser json, Map<String, String> to)
      throws IOException {
    expect(file, METADATA, json.nextToken(), JsonToken.START_OBJECT);
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      expect(file, METADATA + " " + FileText.quoted(key), json.nextToken(), JsonToken.VALUE_STRING);
      if (to.put(key, json.getText()) != null) {
        throw wrong(file, METADATA, "each key once", FileText.quoted(key) + " twice");
      }
    }
  }

  private static Entry readEntry(Path file, String name, JsonParser json) throws IOException {
    String place = place(name);
    expect(file, place, json.nextToken(), JsonToken.START_OBJECT);
    String type = null;
    long[] shape = null;
    long[] offsets = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      JsonToken token = json.nextToken();
      if (key.equals("dtype") && type == null) {
        expect(file, place + " dtype", token, JsonToken.VALUE_STRING);
        type = json.getText();
      } else if (key.equals("shape") && shape == null) {
        shape = numbers(file, place + " shape", json);
      } else if (key.equals("data_offsets") && offsets == null) {
        offsets = numbers(file, place + " data_offsets", json);
      } else {
        throw wrong(file, place, "dtype, shape and data_offsets, once each", FileText.quoted(key));
      }
    }
    if (type == null || shape == null || offsets == null || offsets.length != 2) {
      String found = "dtype %s, shape %s, data_offsets %s";
      throw wrong(
          file,
          place,
          "dtype, shape and two data_offsets",
          found.formatted(type, Arrays.toString(shape), Arrays.toString(offsets)));
    }
    return entry(file, place, elementType(file, place, type), shape, offsets);
  }

  private static ElementType elementType(Path file, String place, String name) {
    for (ElementType type : ElementType.values()) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    throw wrong(
        file, place, "dtype " + Arrays.toString(ElementType.values()), FileText.quoted(name));
  }

  private static Entry entry(
      Path file, String place, ElementType type, long[] shape, long[] offsets) {
    long length = 1;
    for (long size : shape) {
      // A product beyond the bound stops here, so that the next factor cannot overflow it.
      length = size > MOST_ELEMENTS ? MOST_ELEMENTS + 1L : length * size;
      if (length > MOST_ELEMENTS) {
        String found = "shape " + Arrays.toString(shape);
        throw wrong(file, place, "at most " + MOST_ELEMENTS + " elements", found);
      }
    }
    long bytes = length * type.bytes();
    if (offsets[1] < offsets[0] || offsets[1] - offsets[0] != bytes) {
      throw wrong(
          file,
          place,
          "%d bytes for %s%s".formatted(bytes, type, Arrays.toString(shape)),
          "data_offsets " + Arrays.toString(offsets));
    }
    return new Entry(type, shape, offsets[0], offsets[1]);
  }

  private static long[] numbers(Path file, String place, JsonParser json) throws IOException {
    expect(file, place, json.currentToken(), JsonToken.START_ARRAY);
    long[] numbers = new long[8];
    int count = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      expect(file, place, json.currentToken(), JsonToken.VALUE_NUMBER_INT);
      if (count == 64) {
        throw wrong(file, place, "at most 64 numbers", "more");
      }
      numbers = count == numbers.length ? Arrays.copyOf(numbers, 2 * count) : numbers;
      numbers[count] = json.getLongValue();
      if (numbers[count++] < 0) {
        throw wrong(file, place, "numbers from 0", Long.toString(numbers[count - 1]));
      }
    }
    return Arrays.copyOf(numbers, count);
  }

  /** Data must cover the file without overlap or gap: nothing hides, and no byte is read twice. */
  private static Map<String, Entry> inOrder(Path file, Map<String, Entry> entries, long length) {
    List<Map.Entry<String, Entry>> sorted = new ArrayList<>(entries.entrySet());
    sorted.sort(
        Comparator.comparingLong((Map.Entry<String, Entry> e) -> e.getValue().begin())
            .thenComparingLong(e -> e.getValue().end()));
    Map<String, Entry> ordered = new LinkedHashMap<>();
    long end = 0;
    for (Map.Entry<String, Entry> entry : sorted) {
      long begin = entry.getValue().begin();
      if (begin != end) {
        String fault = begin < end ? " (an overlap)" : " (a gap)";
        String place = place(entry.getKey());
        throw wrong(file, place, "data from byte " + end, "from byte " + begin + fault);
      }
      end = entry.getValue().end();
      ordered.put(entry.getKey(), entry.getValue());
    }
    if (end != length) {
      throw wrong(file, "data", end + " bytes after the header", length + " bytes");
    }
    return ordered;
  }

  private static String place(String name) {
    return "tensor " + FileText.quoted(name);
  }

  private static void expect(Path file, String place, JsonToken found, JsonToken expected) {
    if (found != expected) {
      throw wrong(file, place, expected.name(), found == null ? "the end" : found.name());
    }
  }

  private static IllegalArgumentException wrong(
      Path file, String place, String expected, String found) {
    return FileText.wrong(file, place, expected, found);
  }
}
