package dev.attune.experiments.run;

import dev.attune.datasets.Dataset;
import dev.attune.datasets.ImageFolder;
import dev.attune.datasets.Item;
import dev.attune.datasets.Manifest;
import dev.attune.datasets.RowProblem;
import dev.attune.experiments.modality.ImageCheck;
import dev.attune.experiments.modality.Modality;
import dev.attune.experiments.modality.SoundCheck;
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
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * New items to embed.
 *
 * @param items each with a path or a text
 * @param problems a line for each that was left out
 */
public record EmbeddingInput(List<EmbeddingItem> items, List<String> problems) {
  private static final List<String> MANIFESTS =
      List.of(".jsonl", ".ndjson", ".json", ".csv", ".tsv");
  private static final List<String> SOUNDS = List.of(".wav", ".ogg", ".oga", ".flac", ".mp3");
  private static final long MOST_TEXT_BYTES = 64L << 20;

  /**
   * Reads a file, a folder or a manifest.
   *
   * @param modality what is wanted of it
   * @throws IllegalArgumentException if there is nothing to embed
   */
  public static EmbeddingInput read(Path input, String modality) {
    if (!Files.exists(input)) {
      throw new IllegalArgumentException(
          "--input " + input + ": expected a file or folder, found none");
    }
    EmbeddingInput found =
        switch (modality) {
          case "text" -> texts(input);
          case "image" -> images(input);
          default -> sounds(input);
        };
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
    ImageCheck check = new ImageCheck();
    if (Files.isDirectory(input)) {
      return of(ImageFolder.read(input), "image", check::problem);
    }
    if (isManifest(input)) {
      return of(Manifest.read(input), "image", check::problem);
    }
    new ImageDecoder().decode(input);
    return one(input);
  }

  private static EmbeddingInput sounds(Path input) {
    SoundCheck check = new SoundCheck();
    if (Files.isDirectory(input)) {
      return folder(input, check);
    }
    if (isManifest(input)) {
      return of(
          Manifest.read(input),
          "audio",
          item -> check.problem(Path.of(Modality.file(item, "audio"))));
    }
    check.require(input);
    return one(input);
  }

  private static EmbeddingInput one(Path input) {
    String path = input.toAbsolutePath().normalize().toString();
    return new EmbeddingInput(
        List.of(new EmbeddingItem(input.getFileName().toString(), null, path, null, null)),
        List.of());
  }

  /** The sounds of a folder and of those in it, by their paths in it. */
  private static EmbeddingInput folder(Path input, SoundCheck check) {
    List<EmbeddingItem> items = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    try (Stream<Path> files = Files.walk(input)) {
      for (Path file : files.filter(EmbeddingInput::isSound).sorted().toList()) {
        String path = file.toAbsolutePath().normalize().toString();
        Optional<String> problem = check.problem(file);
        problem.ifPresentOrElse(
            problems::add,
            () ->
                items.add(
                    new EmbeddingItem(input.relativize(file).toString(), null, path, null, null)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new EmbeddingInput(items, problems);
  }

  private static boolean isSound(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return Files.isRegularFile(file) && SOUNDS.stream().anyMatch(name::endsWith);
  }

  private static EmbeddingInput texts(Path input) {
    if (Files.isDirectory(input)) {
      return of(ImageFolder.read(input), "text", item -> Optional.empty());
    }
    if (isManifest(input)) {
      return of(Manifest.read(input), "text", item -> Optional.empty());
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

  private static EmbeddingInput of(
      Dataset read, String modality, Function<Item, Optional<String>> check) {
    Dataset usable = read.verified(item -> lacking(item, modality).or(() -> check.apply(item)));
    List<EmbeddingItem> items = new ArrayList<>();
    for (Item item : usable.items()) {
      String group = item.group().orElse(null);
      String label = item.label().orElse(null);
      if (modality.equals("text")) {
        item.texts().forEach(t -> items.add(new EmbeddingItem(item.id(), t, null, group, label)));
      } else {
        String path = Modality.file(item, modality);
        items.add(new EmbeddingItem(item.id(), null, path, group, label));
      }
    }
    List<String> problems = new ArrayList<>();
    for (RowProblem problem : usable.problems()) {
      problems.add(usable.source() + ":" + problem.line() + ": " + problem.reason());
    }
    return new EmbeddingInput(items, problems);
  }

  private static Optional<String> lacking(Item item, String modality) {
    return Modality.has(item, modality)
        ? Optional.empty()
        : Optional.of(
            "expected %s, found none"
                .formatted(
                    modality.equals("text")
                        ? "a text"
                        : modality.equals("image") ? "an image" : "a sound"));
  }
}
