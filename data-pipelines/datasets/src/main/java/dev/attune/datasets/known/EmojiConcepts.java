package dev.attune.datasets.known;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The emoji of the sheet's map, joined by code points to their English names. */
final class EmojiConcepts {
  /** How many there are, with and without skin tones. */
  static final int ALL = 3_786;

  static final int PLAIN = 1_906;

  private static final String MAP = "emoji-google-16-sheetmap.tsv";
  private static final String VARIATION_SELECTOR = "FE0F";
  private static final Set<String> TONES = Set.of("1F3FB", "1F3FC", "1F3FD", "1F3FE", "1F3FF");
  private static final String COMPONENT = "Component";

  private EmojiConcepts() {}

  private record Names(String description, List<String> keywords, String group, String subgroup) {}

  /** All concepts, in the order of the map, from {@code emojis.json}. */
  static List<EmojiConcept> read(byte[] emojisJson) throws IOException {
    Map<String, Names> names = names(emojisJson);
    List<EmojiConcept> found = new ArrayList<>();
    for (String line : map()) {
      String[] fields = line.split("\t", -1);
      Names name = names.get(key(fields[0]));
      if (name == null) {
        throw new FetchException("emojis.json: expected a name for " + fields[0] + ", found none");
      }
      found.add(
          new EmojiConcept(
              fields[0],
              Integer.parseInt(fields[1]),
              Integer.parseInt(fields[2]),
              name.description(),
              name.keywords(),
              name.group(),
              name.subgroup(),
              fields[0],
              name.group().equals(COMPONENT)));
    }
    List<EmojiConcept> grouped = withBases(found);
    long plain = grouped.stream().filter(EmojiConcept::plain).count();
    if (grouped.size() != ALL || plain != PLAIN) {
      throw new FetchException(
          "emoji: expected %d, of them %d without skin tones, found %d and %d"
              .formatted(ALL, PLAIN, grouped.size(), plain));
    }
    return grouped;
  }

  static String key(String codePoints) {
    return Arrays.stream(codePoints.toUpperCase(Locale.ROOT).split("-", -1))
        .filter(code -> !code.equals(VARIATION_SELECTOR))
        .collect(Collectors.joining("-"));
  }

  static String keyOfText(String emoji) {
    return key(
        emoji
            .codePoints()
            .mapToObj(code -> String.format(Locale.ROOT, "%04X", code))
            .collect(Collectors.joining("-")));
  }

  /** The lines of the map and its licence lie beside this class. */
  static InputStream resource(String name) {
    InputStream in = EmojiConcepts.class.getResourceAsStream(name);
    if (in == null) {
      throw new IllegalStateException("the jar lacks " + name);
    }
    return in;
  }

  private static List<String> map() throws IOException {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(resource(MAP), StandardCharsets.US_ASCII))) {
      return lines.lines().toList();
    }
  }

  /**
   * Sets each concept's base: by code points, or, as couples with two skin tones are written of
   * other code points than couples without, by name.
   */
  private static List<EmojiConcept> withBases(List<EmojiConcept> all) {
    Map<String, String> byCode = new HashMap<>();
    Map<String, String> byName = new HashMap<>();
    for (EmojiConcept concept : all) {
      if (!toned(concept) && !concept.component()) {
        byCode.put(concept.key(), concept.id());
        byName.put(concept.description(), concept.id());
      }
    }
    return all.stream().map(concept -> withBase(concept, byCode, byName)).toList();
  }

  private static EmojiConcept withBase(
      EmojiConcept concept, Map<String, String> byCode, Map<String, String> byName) {
    if (!toned(concept) || concept.component()) {
      return concept;
    }
    String code =
        Arrays.stream(concept.key().split("-", -1))
            .filter(part -> !TONES.contains(part))
            .collect(Collectors.joining("-"));
    String base = byCode.getOrDefault(code, byName.get(nameWithoutTones(concept.description())));
    int colon = concept.description().indexOf(':');
    if (base == null && colon > 0) {
      base = byName.get(concept.description().substring(0, colon));
    }
    if (base == null) {
      throw new FetchException("emoji " + concept.id() + ": expected a base concept, found none");
    }
    return new EmojiConcept(
        concept.id(),
        concept.column(),
        concept.row(),
        concept.description(),
        concept.keywords(),
        concept.group(),
        concept.subgroup(),
        base,
        false);
  }

  private static boolean toned(EmojiConcept concept) {
    return Arrays.stream(concept.id().split("-", -1)).anyMatch(TONES::contains);
  }

  /** "kiss: woman, man, light skin tone, dark skin tone" to "kiss: woman, man". */
  private static String nameWithoutTones(String description) {
    int colon = description.indexOf(": ");
    if (colon < 0) {
      return description;
    }
    String rest =
        Arrays.stream(description.substring(colon + 2).split(", ", -1))
            .filter(part -> !part.endsWith("skin tone"))
            .collect(Collectors.joining(", "));
    return description.substring(0, colon) + (rest.isEmpty() ? "" : ": " + rest);
  }

  private static Map<String, Names> names(byte[] emojisJson) throws IOException {
    Map<String, Names> names = new HashMap<>();
    try (JsonParser json = new JsonFactory().createParser(emojisJson)) {
      expect(json.nextToken() == JsonToken.START_ARRAY, "an array");
      while (json.nextToken() == JsonToken.START_OBJECT) {
        name(json, names);
      }
    }
    return names;
  }

  private static void name(JsonParser json, Map<String, Names> names) throws IOException {
    Map<String, String> fields = new HashMap<>();
    List<String> keywords = List.of();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      if (value == JsonToken.VALUE_STRING) {
        fields.put(field, json.getText());
      } else if (field.equals("keywords") && value == JsonToken.START_ARRAY) {
        keywords = strings(json);
      } else {
        json.skipChildren();
      }
    }
    expect(
        fields.keySet().containsAll(List.of("emoji", "description", "group", "subgroup")),
        "emoji, description, group and subgroup");
    names.putIfAbsent(
        keyOfText(fields.get("emoji")),
        new Names(
            fields.get("description"), keywords, fields.get("group"), fields.get("subgroup")));
  }

  /** The strings of the array that the parser stands at the start of. */
  static List<String> strings(JsonParser json) throws IOException {
    List<String> values = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      expect(json.currentToken() == JsonToken.VALUE_STRING, "a list of strings");
      values.add(json.getText());
    }
    return values;
  }

  private static void expect(boolean met, String expected) {
    if (!met) {
      throw new FetchException("emojis.json: expected " + expected + ", found something else");
    }
  }
}
