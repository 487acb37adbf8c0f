package dev.attune.experiments.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/**
 * Where everything of one run lies; docs/run-directory.md describes the files.
 *
 * @param root the directory
 */
public record RunDirectory(Path root) {

  /**
   * Makes sure that a directory can take a new run.
   *
   * @throws IllegalArgumentException if it holds something already
   */
  public static void requireFree(Path root) {
    if (Files.exists(root) && !Files.isDirectory(root)) {
      throw new IllegalArgumentException(root + ": expected a directory, found a file");
    }
    if (!Files.isDirectory(root)) {
      return;
    }
    try (Stream<Path> entries = Files.list(root)) {
      if (entries.findAny().isPresent()) {
        throw new IllegalArgumentException(
            root
                + ": expected an empty or new directory, found another run;"
                + " go on with it by --resume, or choose another by --out");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A run that is there.
   *
   * @throws IllegalArgumentException if the directory holds no run
   */
  public static RunDirectory open(Path root) {
    RunDirectory run = new RunDirectory(root);
    if (!Files.isRegularFile(run.config())) {
      throw new IllegalArgumentException(
          root + ": expected a run directory with config.json, found none");
    }
    return run;
  }

  public Path config() {
    return root.resolve("config.json");
  }

  public Path provenance() {
    return root.resolve("provenance.json");
  }

  public Path metrics() {
    return root.resolve("metrics.jsonl");
  }

  public Path evaluation() {
    return root.resolve("evaluation.json");
  }

  public Path report() {
    return root.resolve("report.html");
  }

  /** An encoder with all that its module needs to load it alone. */
  public Path encoder(String modality) {
    return root.resolve("encoders").resolve(modality);
  }

  /** The weights of the decoder that reconstructs a modality. */
  public Path decoder(String target) {
    return root.resolve("decoders").resolve(target).resolve("model.safetensors");
  }

  /** The weights of what stood behind an encoder for a task of its pretraining. */
  public Path head(String task) {
    return root.resolve("heads").resolve(task).resolve("model.safetensors");
  }

  /** Embeddings of one split. */
  public Path embeddings(String split) {
    return root.resolve("embeddings").resolve(split);
  }

  /** All embeddings. */
  public Path embeddings() {
    return root.resolve("embeddings");
  }

  /** Makes the directory that a file is to stand in. */
  public void createFor(Path file) {
    try {
      Files.createDirectories(file.getParent());
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be written: " + e.getMessage(), e);
    }
  }

  /** Writes a small text file aside and renames it, so that it is whole or absent. */
  public void write(Path file, String text) {
    Path aside = file.resolveSibling("." + file.getFileName() + ".part");
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(aside, text);
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be written: " + e.getMessage(), e);
    }
  }
}
