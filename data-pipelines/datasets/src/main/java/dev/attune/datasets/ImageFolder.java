package dev.attune.datasets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads a folder of pictures: the folder that a picture lies in, relative to the root and with
 * {@code /} between names, is its label, and a file of the same name that ends in {@code .txt}
 * holds its captions, one a line. Names that start with a dot are passed over; links to folders are
 * not followed.
 */
public final class ImageFolder {
  private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "gif", "bmp", "webp");
  private static final long MAX_CAPTION_FILE_BYTES = 1 << 20;

  private ImageFolder() {}

  /** Reads with {@link ManifestOptions#defaults()}. */
  public static Dataset read(Path folder) {
    return read(folder, ManifestOptions.defaults());
  }

  /**
   * Reads the pictures in the order of their paths; {@code line} of an item is its position.
   *
   * @throws ManifestException if there is no such folder, or a file is bad and {@code strict} is
   *     set
   */
  public static Dataset read(Path folder, ManifestOptions options) {
    if (!Files.isDirectory(folder)) {
      throw new ManifestException(folder + ": expected a folder of pictures, found none");
    }
    try {
      RowReader rows = new RowReader(folder, folder, options.withColumns(Map.of()));
      long position = 0;
      for (Path image : images(folder, options.maxRows())) {
        add(rows, folder, image, ++position);
      }
      Path name = folder.toAbsolutePath().normalize().getFileName();
      return rows.dataset(name == null ? "images" : name.toString());
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot read " + folder + ": " + failed.getMessage(), failed);
    }
  }

  private static void add(RowReader rows, Path folder, Path image, long position)
      throws IOException {
    String relative = slashed(folder.relativize(image));
    Map<String, Cell> columns = new LinkedHashMap<>();
    columns.put("id", Cell.string(relative));
    columns.put("image", Cell.string(relative));
    int cut = relative.lastIndexOf('/');
    if (cut > 0) {
      columns.put("label", Cell.string(relative.substring(0, cut)));
    }
    Path sibling = image.resolveSibling(stem(image) + ".txt");
    try {
      if (Files.isRegularFile(sibling)) {
        columns.put("texts", captions(sibling));
      }
      rows.add(position, columns);
    } catch (RowException bad) {
      rows.refuse(position, relative + ": " + bad.getMessage());
    }
  }

  private static Cell captions(Path file) throws IOException, RowException {
    if (Files.size(file) > MAX_CAPTION_FILE_BYTES) {
      throw new RowException(
          "expected a caption file of at most %d bytes, found %d"
              .formatted(MAX_CAPTION_FILE_BYTES, Files.size(file)));
    }
    String text = Lines.utf8(Files.readAllBytes(file));
    List<String> lines =
        Arrays.stream(text.split("\\R")).map(String::strip).filter(l -> !l.isEmpty()).toList();
    if (lines.isEmpty()) {
      throw new RowException("empty caption");
    }
    return Cell.strings(lines);
  }

  private static List<Path> images(Path folder, int most) throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
            return hidden(dir) && !dir.equals(folder)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (!hidden(file) && ENDINGS.contains(ending(file))) {
              found.add(file);
            }
            if (found.size() > most) {
              throw new ManifestException(folder + ": expected at most " + most + " pictures");
            }
            return FileVisitResult.CONTINUE;
          }
        });
    found.sort(Comparator.comparing(file -> slashed(folder.relativize(file))));
    return found;
  }

  private static boolean hidden(Path path) {
    return path.getFileName() != null && path.getFileName().toString().startsWith(".");
  }

  private static String slashed(Path relative) {
    return relative.toString().replace(relative.getFileSystem().getSeparator(), "/");
  }

  private static String ending(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private static String stem(Path file) {
    String name = file.getFileName().toString();
    return name.substring(0, name.lastIndexOf('.'));
  }
}
