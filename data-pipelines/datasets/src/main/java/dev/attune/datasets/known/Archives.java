package dev.attune.datasets.known;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * Members of downloaded archives, read into memory by name and never past a bound. A member's name
 * becomes a path on disk only through {@link #inside}.
 */
final class Archives {
  private static final int MAX_MEMBERS = 100_000;

  /** Most bytes of all members of a tar file together, wanted or passed over. */
  static final long MAX_TOTAL_BYTES = 2L << 30;

  /** Most memory that a stream of XZ may ask for: its largest dictionary is 64 MiB. */
  private static final int MAX_XZ_KIB = 128 << 10;

  private static final String DEBIAN_CONTENT = "data.tar";
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.,+()' -]{0,199}");

  private Archives() {}

  /** Takes one member of an archive. */
  interface Members {
    /**
     * Takes a member.
     *
     * @param name path in the archive
     * @param bytes its content
     */
    void take(String name, byte[] bytes) throws IOException;
  }

  /** Says which members are wanted. */
  interface Wanted {
    /** Whether the member of that name is read. */
    boolean test(String name);
  }

  /** A member of a ZIP file. */
  static byte[] zipMember(Path archive, String name, int maxBytes) throws IOException {
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      ZipEntry entry = zip.getEntry(name);
      if (entry == null) {
        throw new FetchException(archive.getFileName() + ": expected " + name + ", found none");
      }
      try (InputStream in = zip.getInputStream(entry)) {
        return bounded(archive, name, in, maxBytes);
      }
    }
  }

  /** The wanted members of a gzipped tar file, in its order. */
  static void tarMembers(Path archive, Wanted wanted, int maxBytes, Members members)
      throws IOException {
    try (InputStream file = new BufferedInputStream(Files.newInputStream(archive));
        TarArchiveInputStream tar =
            new TarArchiveInputStream(new GzipCompressorInputStream(file))) {
      members(archive, tar, wanted, maxBytes, members);
    }
  }

  /**
   * The wanted members of a Debian package, in its order; their names without the leading {@code
   * ./}. Links are no files and are passed over.
   */
  static void debianMembers(Path archive, Wanted wanted, int maxBytes, Members members)
      throws IOException {
    try (InputStream file = new BufferedInputStream(Files.newInputStream(archive));
        ArArchiveInputStream outer = new ArArchiveInputStream(file)) {
      for (ArArchiveEntry part = outer.getNextEntry(); part != null; part = outer.getNextEntry()) {
        if (part.getName().startsWith(DEBIAN_CONTENT)) {
          if (!part.getName().equals(DEBIAN_CONTENT + ".xz")) {
            throw new FetchException(
                "%s: expected %s.xz, found %s"
                    .formatted(archive.getFileName(), DEBIAN_CONTENT, part.getName()));
          }
          TarArchiveInputStream tar =
              new TarArchiveInputStream(new XZInputStream(outer, MAX_XZ_KIB));
          members(archive, tar, wanted, maxBytes, members);
          return;
        }
      }
    }
    throw new FetchException(
        archive.getFileName() + ": expected a Debian package with " + DEBIAN_CONTENT + ".xz");
  }

  private static void members(
      Path archive, TarArchiveInputStream tar, Wanted wanted, int maxBytes, Members members)
      throws IOException {
    int count = 0;
    long total = 0;
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      if (++count > MAX_MEMBERS) {
        throw new FetchException(
            archive.getFileName() + ": expected at most " + MAX_MEMBERS + " members");
      }
      // Before it is read or skipped, as both decompress it; each size is positive.
      if (entry.getSize() > MAX_TOTAL_BYTES - total) {
        throw new FetchException(
            "%s: expected at most %d bytes in all, found more"
                .formatted(archive.getFileName(), MAX_TOTAL_BYTES));
      }
      total += entry.getSize();
      String name = entry.getName().replaceFirst("^\\./", "");
      boolean file = entry.isFile() && !entry.isLink() && !entry.isSymbolicLink();
      if (file && wanted.test(name)) {
        members.take(name, bounded(archive, name, tar, maxBytes));
      }
    }
  }

  /**
   * A place for a member below a folder; the folders between are made.
   *
   * @throws FetchException if a part of the name is not plain: a name from an archive must not lead
   *     out of the folder
   */
  static Path inside(Path folder, String name) throws IOException {
    Path place = folder;
    for (String part : name.split("/", -1)) {
      if (!PLAIN.matcher(part).matches()) {
        throw new FetchException("expected a plain path in the archive, found \"" + name + "\"");
      }
      place = place.resolve(part);
    }
    Files.createDirectories(place.getParent());
    return place;
  }

  /** A member of a gzipped tar file. */
  static byte[] tarMember(Path archive, String name, int maxBytes) throws IOException {
    byte[][] found = new byte[1][];
    tarMembers(archive, name::equals, maxBytes, (member, bytes) -> found[0] = bytes);
    if (found[0] == null) {
      throw new FetchException(archive.getFileName() + ": expected " + name + ", found none");
    }
    return found[0];
  }

  /** What a gzipped member of an archive holds. */
  static byte[] gunzipped(Path archive, String name, byte[] gzipped, int maxBytes)
      throws IOException {
    try (InputStream in = new GzipCompressorInputStream(stream(gzipped))) {
      return bounded(archive, name, in, maxBytes);
    }
  }

  /** A stream over bytes. */
  static InputStream stream(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }

  /** All that a stream holds; more than so many bytes are an error, not cut. */
  static byte[] bounded(Path archive, String name, InputStream in, int maxBytes)
      throws IOException {
    byte[] bytes = in.readNBytes(maxBytes + 1);
    if (bytes.length > maxBytes) {
      throw new FetchException(
          "%s: expected %s to be at most %d bytes, found more"
              .formatted(archive.getFileName(), name, maxBytes));
    }
    return bytes;
  }
}
