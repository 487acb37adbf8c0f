package dev.attune.text.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** The files of a model, in a folder or in a jar; what is read has a bound. */
final class ModelFiles implements AutoCloseable {
  /** What a Java array holds with room to spare; larger models are not for a text tower. */
  static final int MOST_GRAPH_BYTES = 1 << 30;

  /** Vocabularies of 250,000 tokens take 17 MB. */
  static final int MOST_TEXT_BYTES = 64 << 20;

  /** A file that was found. */
  record Found(String place, byte[] bytes) {}

  private final Path source;
  private final Optional<ZipFile> jar;

  private ModelFiles(Path source, Optional<ZipFile> jar) {
    this.source = source;
    this.jar = jar;
  }

  /**
   * Opens a folder or a jar.
   *
   * @throws SentenceModelException if the path is neither
   */
  static ModelFiles open(Path source) {
    if (Files.isDirectory(source)) {
      return new ModelFiles(source, Optional.empty());
    }
    if (!Files.isRegularFile(source)) {
      throw new SentenceModelException(
          source + ": expected a folder or jar with an ONNX model, found none");
    }
    try {
      return new ModelFiles(source, Optional.of(new ZipFile(source.toFile())));
    } catch (ZipException e) {
      throw new SentenceModelException(source + ": expected a folder or a jar, found neither", e);
    } catch (IOException e) {
      throw failed(source, e);
    }
  }

  /** The first of some files that is there. */
  Optional<Found> first(List<String> names, int mostBytes) {
    return names.stream().flatMap(name -> read(name, mostBytes).stream()).findFirst();
  }

  /** A file, if it is there. */
  Optional<Found> read(String name, int mostBytes) {
    String place = source + ": " + name;
    try (InputStream in = stream(name)) {
      return in == null
          ? Optional.empty()
          : Optional.of(new Found(place, bounded(place, in, mostBytes)));
    } catch (ZipException e) {
      throw new SentenceModelException(place + ": expected a sound member of a jar, found none", e);
    } catch (IOException e) {
      throw failed(source, e);
    }
  }

  private InputStream stream(String name) throws IOException {
    if (jar.isEmpty()) {
      Path file = source.resolve(name);
      return Files.isRegularFile(file) ? Files.newInputStream(file) : null;
    }
    ZipEntry entry = jar.get().getEntry(name);
    return entry == null ? null : jar.get().getInputStream(entry);
  }

  private static byte[] bounded(String place, InputStream in, int most) throws IOException {
    byte[] bytes = in.readNBytes(most);
    if (in.read() >= 0) {
      throw new SentenceModelException(place + ": expected at most " + most + " bytes, found more");
    }
    return bytes;
  }

  private static UncheckedIOException failed(Path source, IOException e) {
    return new UncheckedIOException(source + ": " + e.getMessage(), e);
  }

  @Override
  public void close() {
    if (jar.isPresent()) {
      try {
        jar.get().close();
      } catch (IOException e) {
        throw failed(source, e);
      }
    }
  }
}
