package dev.attune.datasets.known;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Members of downloaded archives, read into memory by name and never past a bound. No member's name
 * ever becomes a path on disk.
 */
final class Archives {
  private static final int MAX_MEMBERS = 100_000;

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
      int count = 0;
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (++count > MAX_MEMBERS) {
          throw new FetchException(
              archive.getFileName() + ": expected at most " + MAX_MEMBERS + " members");
        }
        if (entry.isFile() && wanted.test(entry.getName())) {
          members.take(entry.getName(), bounded(archive, entry.getName(), tar, maxBytes));
        }
      }
    }
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

  /** A stream over bytes. */
  static InputStream stream(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }

  private static byte[] bounded(Path archive, String name, InputStream in, int maxBytes)
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
