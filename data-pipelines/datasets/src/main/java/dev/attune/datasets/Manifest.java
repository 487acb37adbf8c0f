package dev.attune.datasets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Reads manifests: JSON lines ({@code .jsonl}, {@code .ndjson}, {@code .json}), or comma-separated
 * ({@code .csv}) or tab-separated ({@code .tsv}) rows under a header, in UTF-8.
 *
 * <p>Columns are {@code id}, any of {@code image} and {@code audio} (paths relative to the
 * manifest), {@code text} or {@code texts}, and optionally {@code split}, {@code label} and {@code
 * group}; the further ones are kept as attributes. A row without {@code id} goes by its picture's
 * or sound's path as written. In CSV an empty cell is an absent value, save for a caption, and a
 * {@code texts} cell that starts with {@code [} is a JSON list.
 */
public final class Manifest {
  private Manifest() {}

  /** Reads with {@link ManifestOptions#defaults()}. */
  public static Dataset read(Path file) {
    return read(file, ManifestOptions.defaults());
  }

  /**
   * Reads a manifest; rows that cannot be read are collected by line.
   *
   * @throws ManifestException if there is no such file, it is too large or of an unknown kind, or a
   *     row is bad and {@code strict} is set
   * @throws UncheckedIOException if the disk fails
   */
  public static Dataset read(Path file, ManifestOptions options) {
    String kind = kind(file);
    if (!Files.isRegularFile(file)) {
      throw new ManifestException(
          file
              + ": expected a manifest, found "
              + (Files.exists(file) ? "something that is not a file" : "no such file"));
    }
    try {
      long bytes = Files.size(file);
      if (bytes > options.maxFileBytes()) {
        throw new ManifestException(
            "%s: expected at most %d bytes, found %d"
                .formatted(file, options.maxFileBytes(), bytes));
      }
      Path folder = file.toAbsolutePath().getParent();
      RowReader rows = new RowReader(file, folder, options);
      switch (kind) {
        case "csv" -> SeparatedValues.read(file, ',', options, rows);
        case "tsv" -> SeparatedValues.read(file, '\t', options, rows);
        default -> JsonLines.read(file, options, rows);
      }
      return rows.dataset(name(file, folder));
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot read " + file + ": " + failed.getMessage(), failed);
    }
  }

  private static String kind(Path file) {
    String name = file.getFileName() == null ? "" : file.getFileName().toString();
    String kind = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return switch (kind) {
      case "csv", "tsv" -> kind;
      case "jsonl", "ndjson", "json" -> "jsonl";
      default ->
          throw new ManifestException(
              file + ": expected a manifest that ends in .jsonl, .csv or .tsv");
    };
  }

  /** A manifest that has no name of its own is called after its folder. */
  private static String name(Path file, Path folder) {
    String name = file.getFileName().toString();
    String stem = name.substring(0, name.lastIndexOf('.'));
    boolean plain = stem.equals("manifest") && folder != null && folder.getFileName() != null;
    return plain ? folder.getFileName().toString() : stem;
  }
}
