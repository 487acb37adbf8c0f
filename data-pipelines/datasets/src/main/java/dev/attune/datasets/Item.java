package dev.attune.datasets;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One row of a data set: what the modalities have of one thing.
 *
 * @param id name of the row, unique in its data set; it joins the modalities
 * @param image file with the picture
 * @param audio file with the sound
 * @param texts captions; none where the row has no text
 * @param split part that the data set's maker put the row in, such as {@code train}
 * @param label class of the row
 * @param group items of one group never cross a split
 * @param attributes the further columns, each with its values in the order of the file
 * @param line line of the manifest, counted from 1; position in a folder for data sets without one
 */
public record Item(
    String id,
    Optional<Path> image,
    Optional<Path> audio,
    List<String> texts,
    Optional<String> split,
    Optional<String> label,
    Optional<String> group,
    Map<String, List<String>> attributes,
    long line) {
  /** Column of the tag of the language that a row's texts and speech are in, such as {@code fr}. */
  public static final String LANGUAGE = "language";

  /** Column of the thing that a row is one version of, such as one of its languages. */
  public static final String CONCEPT = "concept";

  /**
   * Checks the row.
   *
   * @throws IllegalArgumentException if the id is blank or the row has no picture, sound or text
   */
  public Item {
    if (id.isBlank()) {
      throw new IllegalArgumentException("item at line " + line + ": expected an id, found none");
    }
    requireNonNull(image);
    requireNonNull(audio);
    requireNonNull(split);
    requireNonNull(label);
    requireNonNull(group);
    texts = List.copyOf(texts);
    if (image.isEmpty() && audio.isEmpty() && texts.isEmpty()) {
      throw new IllegalArgumentException(
          "item " + id + ": expected an image, an audio file or a text, found none");
    }
    Map<String, List<String>> copy = new LinkedHashMap<>();
    attributes.forEach((name, values) -> copy.put(name, List.copyOf(values)));
    attributes = Collections.unmodifiableMap(copy);
  }

  /** The values of a further column; empty where the row does not have it. */
  public List<String> attribute(String name) {
    return attributes.getOrDefault(name, List.of());
  }

  /** The language of texts and speech, where the row names it. */
  public Optional<String> language() {
    return attribute(LANGUAGE).stream().findFirst();
  }

  /** The thing that this row and others are versions of; the row itself if it names none. */
  public String concept() {
    return attribute(CONCEPT).stream().findFirst().orElse(id);
  }
}
