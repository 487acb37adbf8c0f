package dev.attune.retrieval;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Files that are whole or absent: written aside, flushed to the disk, then renamed. */
final class WholeFile {
  private WholeFile() {}

  /** Writes to a path. */
  @FunctionalInterface
  interface Writer {
    void write(Path path) throws IOException;
  }

  /**
   * Writes a file; an older one of that name stays whole until the new one is.
   *
   * @param target the file
   * @param writer writes all of it to the path that it is given
   * @throws UncheckedIOException if the disk refuses; nothing is left behind then
   */
  static void write(Path target, Writer writer) {
    Path absolute = target.toAbsolutePath();
    Path aside = absolute.resolveSibling("." + absolute.getFileName() + ".partial");
    try {
      Files.createDirectories(absolute.getParent());
      try {
        writer.write(aside);
        try (FileChannel channel = FileChannel.open(aside, StandardOpenOption.WRITE)) {
          channel.force(true);
        }
        rename(aside, absolute);
      } finally {
        Files.deleteIfExists(aside);
      }
    } catch (IOException problem) {
      throw new UncheckedIOException(
          target + ": could not be written: " + problem.getMessage(), problem);
    }
  }

  private static void rename(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException problem) {
      // Some network file systems; a rename in two steps is the best that they give.
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
