package dev.attune.engine.checkpoint;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/** Files and folders that are whole or absent: written aside, forced to the disk, renamed. */
final class WholeFile {
  /** Writes a file's contents. */
  @FunctionalInterface
  interface Contents {
    void to(OutputStream out) throws IOException;
  }

  private WholeFile() {}

  /** Writes one file, replacing what stood there. */
  static void write(Path file, Disk disk, Contents contents) {
    Path aside = file.resolveSibling("." + file.getFileName() + ".partial");
    try {
      Files.deleteIfExists(aside);
      create(aside, disk, contents);
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
      sync(file.toAbsolutePath().getParent());
    } catch (IOException e) {
      remove(aside, e);
      throw new UncheckedIOException(file + ": not written: " + reason(e), e);
    } catch (RuntimeException e) {
      remove(aside, e);
      throw e;
    }
  }

  /** Writes a new file where it stands. */
  static void create(Path file, Disk disk, Contents contents) throws IOException {
    try (OutputStream out = disk.create(file)) {
      contents.to(out);
    }
  }

  /** Makes renames within a folder last; a no-op where folders cannot be opened. */
  static void sync(Path folder) throws IOException {
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /** Deletes a file or folder, if it is there, after a failure, which stays the first cause. */
  static void remove(Path path, Exception failure) {
    try {
      delete(path);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** Deletes a file, or a folder with all that it holds, if it is there. */
  static void delete(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** A failure in one line; the JDK's own texts for missing rights and the like are bare paths. */
  static String reason(IOException failure) {
    String kind = failure.getClass().getSimpleName();
    String message = failure.getMessage();
    if (message == null) {
      return kind;
    }
    return FileText.oneLine(
        failure.getClass() == IOException.class ? message : kind + " " + message);
  }
}
