package dev.attune.datasets.known;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The drawings of an Iconify icon set. */
final class IconSet {
  private static final int MAX_ALIASES = 8;

  private final Map<String, Icon> icons = new HashMap<>();
  private final Map<String, String> aliases = new HashMap<>();
  private final Map<String, Double> defaults = new HashMap<>();

  private IconSet() {}

  private record Icon(String body, Map<String, Double> sizes) {}

  /** Reads {@code icons.json}. */
  static IconSet read(byte[] iconsJson) throws IOException {
    IconSet set = new IconSet();
    try (JsonParser json = new JsonFactory().createParser(iconsJson)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        JsonToken value = json.nextToken();
        if (field.equals("icons") && value == JsonToken.START_OBJECT) {
          while (json.nextToken() == JsonToken.FIELD_NAME) {
            set.icon(json);
          }
        } else if (field.equals("aliases") && value == JsonToken.START_OBJECT) {
          while (json.nextToken() == JsonToken.FIELD_NAME) {
            set.alias(json);
          }
        } else if (value != null && value.isNumeric()) {
          set.defaults.put(field, json.getDoubleValue());
        } else {
          json.skipChildren();
        }
      }
    }
    return set;
  }

  /** Reads {@code chars.json}: names of icons by code points without variation selectors. */
  static Map<String, String> names(byte[] charsJson) throws IOException {
    Map<String, String> names = new HashMap<>();
    try (JsonParser json = new JsonFactory().createParser(charsJson)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String codes = json.currentName();
        names.putIfAbsent(EmojiConcepts.key(codes), json.nextTextValue());
      }
    }
    return names;
  }

  /** The SVG document of an icon or alias, to be drawn in a square. */
  Optional<String> svg(String name) {
    String at = name;
    for (int i = 0; i < MAX_ALIASES && !icons.containsKey(at) && aliases.containsKey(at); i++) {
      at = aliases.get(at);
    }
    Icon icon = icons.get(at);
    if (icon == null) {
      return Optional.empty();
    }
    return Optional.of(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\""
            + " viewBox=\"%s %s %s %s\">%s</svg>"
                .formatted(
                    size(icon, "left", 0),
                    size(icon, "top", 0),
                    size(icon, "width", 16),
                    size(icon, "height", 16),
                    icon.body()));
  }

  /** The icon's own, else the set's, else Iconify's default. */
  private double size(Icon icon, String field, double iconify) {
    return icon.sizes().getOrDefault(field, defaults.getOrDefault(field, iconify));
  }

  private void icon(JsonParser json) throws IOException {
    String name = json.currentName();
    String body = null;
    Map<String, Double> sizes = new HashMap<>();
    json.nextToken();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      if (field.equals("body")) {
        body = json.getText();
      } else if (value.isNumeric()) {
        sizes.put(field, json.getDoubleValue());
      } else {
        json.skipChildren();
      }
    }
    if (body != null) {
      icons.put(name, new Icon(body, sizes));
    }
  }

  /** An alias that also turns or mirrors its parent is another drawing, and is passed over. */
  private void alias(JsonParser json) throws IOException {
    String name = json.currentName();
    String parent = null;
    boolean plain = true;
    json.nextToken();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      if (field.equals("parent")) {
        parent = json.getText();
      } else {
        plain = plain && field.equals("hidden");
        json.skipChildren();
      }
    }
    if (parent != null && plain) {
      aliases.put(name, parent);
    }
  }
}
