package dev.attune.datasets.known;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names and keywords of emoji by language, from CLDR's annotation packages. */
final class CldrNames {
  private static final Pattern MEMBER =
      Pattern.compile("package/annotations(?:Derived)?/([A-Za-z0-9-]{1,32})/annotations\\.json");
  private static final int MAX_MEMBER_BYTES = 8 << 20;

  private final SortedMap<String, Map<String, Name>> byLanguage = new TreeMap<>();

  /** What one language calls one emoji. */
  record Name(String name, List<String> keywords) {}

  /** Adds the names of a package; a name that is there already stays. */
  void add(Path archive) throws IOException {
    Archives.tarMembers(
        archive,
        member -> MEMBER.matcher(member).matches(),
        MAX_MEMBER_BYTES,
        (member, bytes) -> {
          Matcher matcher = MEMBER.matcher(member);
          if (matcher.matches()) {
            read(bytes, byLanguage.computeIfAbsent(matcher.group(1), language -> new HashMap<>()));
          }
        });
  }

  /** Names by code points without variation selectors, by language. */
  SortedMap<String, Map<String, Name>> byLanguage() {
    return byLanguage;
  }

  /**
   * Reads {@code {"annotations…": {"identity": …, "annotations": {EMOJI: {"default", "tts"}}}}}.
   */
  private static void read(byte[] bytes, Map<String, Name> names) throws IOException {
    try (JsonParser json = new JsonFactory().createParser(bytes)) {
      json.nextToken();
      json.nextToken();
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = json.currentName().equals("annotations");
        if (json.nextToken() == JsonToken.START_OBJECT && wanted) {
          while (json.nextToken() == JsonToken.FIELD_NAME) {
            entry(json, names);
          }
        } else {
          json.skipChildren();
        }
      }
    }
  }

  private static void entry(JsonParser json, Map<String, Name> names) throws IOException {
    String key = EmojiConcepts.keyOfText(json.currentName());
    Map<String, List<String>> lists = new HashMap<>();
    json.nextToken();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      if (json.nextToken() == JsonToken.START_ARRAY) {
        lists.put(field, EmojiConcepts.strings(json));
      }
    }
    List<String> spoken = lists.getOrDefault("tts", List.of());
    if (!spoken.isEmpty() && !spoken.get(0).isBlank()) {
      names.putIfAbsent(key, new Name(spoken.get(0), lists.getOrDefault("default", List.of())));
    }
  }
}
