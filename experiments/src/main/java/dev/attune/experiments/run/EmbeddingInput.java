package dev.attune.experiments.run;

import dev.attune.datasets.Dataset;
import dev.attune.datasets.ImageFolder;
import dev.attune.datasets.Item;
import dev.attune.datasets.Manifest;
import dev.attune.datasets.RowProblem;
import dev.attune.image.decoding.ImageDecoder;
import dev.attune.retrieval.EmbeddingItem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * New items to embed.
 *
 * @param items each with a path or a text
 * @param problems a line for each that was left out
 */
public record EmbeddingInput(List<EmbeddingItem> items, List<String> problems) {
  private static final List<String> MANIFESTS =
      List.of(".jsonl", ".ndjson", ".json", ".csv", ".tsv");
  private static final long MOST_TEXT_BYTES = 64L << 20;

  /**
   * Reads a file, a folder or a manifest.
   *
   * @param images whether images are wanted rather than texts
   * @throws IllegalArgumentException if there is nothing to embed
   */
  public static EmbeddingInput read(Path input, boolean images) {
    if (!Files.exists(input)) {
      throw new IllegalArgumentException(
          "--input " + input + ": expected a file or folder, found none");
    }
    EmbeddingInput found = images ? images(input) : texts(input);
    if (found.items.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: expected something to embed, found nothing%s"
              .formatted(
                  input,
                  found.problems.isEmpty() ? "" : "; the first problem: " + found.problems.get(0)));
    }
    return found;
  }

  private static boolean isManifest(Path input) {
    String name = input.getFileName().toString().toLowerCase(Locale.ROOT);
    return MANIFESTS.stream().anyMatch(name::endsWith);
  }

  private static EmbeddingInput images(Path input) {
    if (Files.isDirectory(input)) {
      return of(ImageFolder.read(input), true);
    }
    if (isManifest(input)) {
      return of(Manifest.read(input), true);
    }
    new ImageDecoder().decode(input);
    String name = input.getFileName().toString();
    return new EmbeddingInput(
        List.of(
            new EmbeddingItem(
                name, null, input.toAbsolutePath().normalize().toString(), null, null)),
        List.of());
  }

  private static EmbeddingInput texts(Path input) {
    if (Files.isDirectory(input)) {
      return of(ImageFolder.read(input), false);
    }
    if (isManifest(input)) {
      return of(Manifest.read(input), false);
    }
    try {
      if (Files.size(input) > MOST_TEXT_BYTES) {
        throw new IllegalArgumentException(
            "%s: expected at most %d bytes of text, found %d"
                .formatted(input, MOST_TEXT_BYTES, Files.size(input)));
      }
      List<String> lines = Files.readAllLines(input);
      List<EmbeddingItem> items = new ArrayList<>();
      for (int i = 0; i < lines.size(); i++) {
        if (!lines.get(i).isBlank()) {
          items.add(new EmbeddingItem("line " + (i + 1), lines.get(i), null, null, null));
        }
      }
      return new EmbeddingInput(items, List.of());
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(input + ": expected text in UTF-8, found other bytes", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static EmbeddingInput of(Dataset read, boolean images) {
    ImageCheck check = new ImageCheck();
    Dataset usable = read.verified(item -> images ? check.problem(item) : textless(item));
    List<EmbeddingItem> items = new ArrayList<>();
    for (Item item : usable.items()) {
      String group = item.group().orElse(null);
      String label = item.label().orElse(null);
      if (images) {
        String path = item.image().orElseThrow().toString();
        items.add(new EmbeddingItem(item.id(), null, path, group, label));
      } else {
        item.texts().forEach(t -> items.add(new EmbeddingItem(item.id(), t, null, group, label)));
      }
    }
    List<String> problems = new ArrayList<>();
    for (RowProblem problem : usable.problems()) {
      problems.add(usable.source() + ":" + problem.line() + ": " + problem.reason());
    }
    return new EmbeddingInput(items, problems);
  }

  private static Optional<String> textless(Item item) {
    return item.texts().isEmpty() ? Optional.of("expected a text, found none") : Optional.empty();
  }
}
