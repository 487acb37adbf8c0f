package dev.attune.datasets;

import static dev.attune.datasets.RowException.shown;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns rows of columns into items, and collects the rows that cannot be. */
final class RowReader {
  private static final int MAX_ID_CHARS = 1_000;
  private static final int MAX_PROBLEMS = 100_000;

  private final Path source;
  private final Path root;
  private final ManifestOptions options;
  private final Map<String, Long> lineOfId = new HashMap<>();
  private final Set<String> seenColumns = new HashSet<>();
  private final List<Item> items = new ArrayList<>();
  private final List<RowProblem> problems = new ArrayList<>();

  RowReader(Path source, Path root, ManifestOptions options) {
    this.source = source;
    this.root = root.toAbsolutePath().normalize();
    this.options = options;
  }

  void add(long line, Map<String, Cell> columns) {
    try {
      if (items.size() >= options.maxRows()) {
        throw new ManifestException(
            source + ": expected at most " + options.maxRows() + " rows, found more");
      }
      seenColumns.addAll(columns.keySet());
      Item item = item(line, columns);
      Long earlier = lineOfId.putIfAbsent(item.id(), line);
      if (earlier != null) {
        throw new RowException(
            "id `" + shown(item.id()) + "`: expected once, found at line " + earlier + " too");
      }
      items.add(item);
    } catch (RowException bad) {
      refuse(line, bad.getMessage());
    }
  }

  void refuse(long line, String reason) {
    if (options.strict()) {
      throw new ManifestException(source + ":" + line + ": " + reason);
    }
    if (problems.size() >= MAX_PROBLEMS) {
      throw new ManifestException(
          "%s: more than %d bad rows, the first at line %d: %s"
              .formatted(source, MAX_PROBLEMS, problems.get(0).line(), problems.get(0).reason()));
    }
    problems.add(new RowProblem(line, reason));
  }

  Dataset dataset(String name) {
    for (String column : options.columns().keySet()) {
      if (!items.isEmpty() && !seenColumns.contains(column)) {
        throw new ManifestException(
            "%s: expected the mapped column `%s`, found %s"
                .formatted(
                    source, shown(column), seenColumns.stream().sorted().limit(20).toList()));
      }
    }
    return new Dataset(name, source, items, problems);
  }

  private Item item(long line, Map<String, Cell> columns) throws RowException {
    Map<String, String> scalars = new HashMap<>();
    List<String> texts = new ArrayList<>();
    Map<String, List<String>> attributes = new LinkedHashMap<>();
    for (Map.Entry<String, Cell> entry : columns.entrySet()) {
      String column = entry.getKey();
      String field = options.columns().getOrDefault(column, column);
      if (field.equals("text") || field.equals("texts")) {
        for (String caption : entry.getValue().captions(column)) {
          texts.add(caption(caption));
        }
      } else if (!ManifestOptions.FIELDS.contains(field)) {
        attributes.put(column, entry.getValue().values());
      } else if (scalars.put(field, entry.getValue().text(column)) != null) {
        throw new RowException("`" + field + "`: expected one column, found two");
      }
    }
    if (!scalars.containsKey("image") && !scalars.containsKey("audio") && texts.isEmpty()) {
      throw new RowException(
          "expected an image, an audio file or a text, found only "
              + shown(columns.keySet().toString()));
    }
    return new Item(
        id(scalars),
        file("image", scalars),
        file("audio", scalars),
        texts,
        named("split", scalars),
        named("label", scalars),
        named("group", scalars),
        attributes,
        line);
  }

  /** A row without an id goes by its picture's or sound's path as written. */
  private static String id(Map<String, String> scalars) throws RowException {
    String id = scalars.getOrDefault("id", scalars.getOrDefault("image", scalars.get("audio")));
    if (id == null) {
      throw new RowException("`id`: expected one, as the row has only text, found none");
    }
    if (id.isBlank()) {
      throw new RowException("`id`: expected a name, found an empty string");
    }
    if (id.length() > MAX_ID_CHARS) {
      throw new RowException(
          "`id`: expected at most " + MAX_ID_CHARS + " characters, found " + id.length());
    }
    return id;
  }

  private static Optional<String> named(String field, Map<String, String> scalars)
      throws RowException {
    String value = scalars.get(field);
    if (value != null && value.isBlank()) {
      throw new RowException("`" + field + "`: expected a name, found an empty string");
    }
    return Optional.ofNullable(value);
  }

  private String caption(String caption) throws RowException {
    if (caption.isBlank()) {
      throw new RowException("empty caption");
    }
    if (caption.length() > options.maxCaptionChars()) {
      throw new RowException(
          "caption: expected at most %d characters, found %d (%s)"
              .formatted(options.maxCaptionChars(), caption.length(), shown(caption)));
    }
    return caption;
  }

  private Optional<Path> file(String field, Map<String, String> scalars) throws RowException {
    String written = scalars.get(field);
    if (written == null) {
      return Optional.empty();
    }
    if (written.isBlank()) {
      throw new RowException("`" + field + "`: expected a path, found an empty string");
    }
    Path path;
    try {
      path = root.resolve(written).normalize();
      if (!options.allowOutside() && (Path.of(written).isAbsolute() || !path.startsWith(root))) {
        throw new RowException(
            "`%s`: expected a path inside the manifest's folder, found %s"
                .formatted(field, shown(written)));
      }
    } catch (InvalidPathException invalid) {
      throw new RowException("`" + field + "`: expected a path, found " + shown(written));
    }
    if (!Files.isRegularFile(path)) {
      String found = Files.exists(path) ? "is not a file: " : "is missing: ";
      throw new RowException(field + " " + found + shown(written));
    }
    return Optional.of(path);
  }
}
