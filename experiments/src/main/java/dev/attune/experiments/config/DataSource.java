package dev.attune.experiments.config;

import dev.attune.experiments.json.Default;
import java.nio.file.Path;
import java.util.Map;

/** Where items come from. */
public sealed interface DataSource {

  /**
   * The same source with its paths absolute, so that it is found again from anywhere.
   *
   * @param file the configuration's file
   */
  DataSource resolved(Path file);

  private static String beside(Path file, String path) {
    return file.toAbsolutePath().resolveSibling(path).normalize().toString();
  }

  /**
   * A data set that {@code attune data list} names; fetched on first use.
   *
   * @param name such as {@code emoji}
   * @param directory where fetched data sets lie, relative to the working directory
   * @param manifest which of the data set's manifests is read (docs/data.md)
   */
  record Known(
      String name,
      @Default("\"data\"") String directory,
      @Default("\"manifest.jsonl\"") String manifest)
      implements DataSource {
    public Known {
      if (!manifest.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")) {
        throw new IllegalArgumentException(
            "manifest: expected the name of a file in the data set's folder, found \""
                + manifest
                + "\"");
      }
    }

    @Override
    public DataSource resolved(Path file) {
      return new Known(name, Path.of(directory).toAbsolutePath().normalize().toString(), manifest);
    }
  }

  /**
   * A manifest of the user's own (docs/data.md).
   *
   * @param path of the manifest, relative to the configuration's file
   * @param columns the manifest's field by the file's column: {@code {"filepath": "image"}}
   * @param strict whether a row that cannot be read ends the run
   */
  record ManifestFile(
      String path, @Default("{}") Map<String, String> columns, @Default("false") boolean strict)
      implements DataSource {
    public ManifestFile {
      columns = Map.copyOf(columns);
    }

    @Override
    public DataSource resolved(Path file) {
      return new ManifestFile(beside(file, path), columns, strict);
    }
  }

  /**
   * A folder of images, each folder in it a class, or each image with a {@code .txt} beside it.
   *
   * @param path of the folder, relative to the configuration's file
   */
  record ImageDirectory(String path) implements DataSource {
    @Override
    public DataSource resolved(Path file) {
      return new ImageDirectory(beside(file, path));
    }
  }
}
