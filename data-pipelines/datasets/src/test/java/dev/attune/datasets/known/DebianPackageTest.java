package dev.attune.datasets.known;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.XZOutputStream;

class DebianPackageTest {
  @TempDir Path data;

  private Map<String, Integer> members(Path archive, int maxBytes) throws IOException {
    Map<String, Integer> sizes = new LinkedHashMap<>();
    Archives.debianMembers(
        archive, name -> true, maxBytes, (name, bytes) -> sizes.put(name, bytes.length));
    return sizes;
  }

  @Test
  void membersComeByNameAndLinksDoNot() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("usr/share/a.txt", new byte[3]);
    files.put("usr/share/b.txt", new byte[70_000]);
    Path archive = DebianPackage.write(data.resolve("p.deb"), files);

    assertThat(members(archive, 70_000))
        .containsExactly(Map.entry("usr/share/a.txt", 3), Map.entry("usr/share/b.txt", 70_000));
    assertThatThrownBy(() -> members(archive, 69_999))
        .isInstanceOf(FetchException.class)
        .hasMessage("p.deb: expected usr/share/b.txt to be at most 69999 bytes, found more");
  }

  @Test
  void cutAndForeignArchivesAreRefused() throws IOException {
    Path whole = DebianPackage.write(data.resolve("p.deb"), Map.of("a", new byte[100_000]));
    byte[] bytes = Files.readAllBytes(whole);
    for (int length : new int[] {10, 100, bytes.length / 2, bytes.length - 40}) {
      Path cut = Files.write(data.resolve("cut.deb"), Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> members(cut, 1 << 20)).isInstanceOf(IOException.class);
    }
    Path zstd = DebianPackage.outer(data.resolve("z.deb"), "data.tar.zst", new byte[4]);
    assertThatThrownBy(() -> members(zstd, 1))
        .isInstanceOf(FetchException.class)
        .hasMessage("z.deb: expected data.tar.xz, found data.tar.zst");
    Path empty = DebianPackage.outer(data.resolve("e.deb"), "control.tar.xz", new byte[4]);
    assertThatThrownBy(() -> members(empty, 1))
        .hasMessage("e.deb: expected a Debian package with data.tar.xz");
  }

  @Test
  void namesThatLeadOutOfTheFolderAreRefused() throws IOException {
    assertThat(Archives.inside(data, "animals/cat's (1).png"))
        .isEqualTo(data.resolve("animals").resolve("cat's (1).png"));
    for (String name : List.of("../a", "a/../b", "/a", "a//b", ".hidden", "a\\b", "", "C:/a")) {
      assertThatThrownBy(() -> Archives.inside(data, name))
          .isInstanceOf(FetchException.class)
          .hasMessage("expected a plain path in the archive, found \"" + name + "\"");
    }
  }

  @Test
  void bombsAreRefusedBeforeTheyUnfold() throws IOException {
    byte[] header = new byte[512];
    TarArchiveEntry huge = new TarArchiveEntry("./huge", true);
    huge.setSize(Archives.MAX_TOTAL_BYTES + 1);
    huge.writeEntryHeader(header);
    Path bomb = DebianPackage.outer(data.resolve("b.deb"), "data.tar.xz", xz(header));
    // Though it is not wanted: passing it over would decompress it as well.
    assertThatThrownBy(() -> Archives.debianMembers(bomb, name -> false, 1, (name, bytes) -> {}))
        .isInstanceOf(FetchException.class)
        .hasMessage("b.deb: expected at most 2147483648 bytes in all, found more");

    byte[] greedy = withLargestDictionary(xz(header));
    Path memory = DebianPackage.outer(data.resolve("m.deb"), "data.tar.xz", greedy);
    assertThatThrownBy(() -> members(memory, 1)).isInstanceOf(MemoryLimitException.class);
  }

  private static byte[] xz(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (XZOutputStream out = new XZOutputStream(bytes, new LZMA2Options())) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  /** The .xz file format 1.2.1, section 3.1: a block's header, its filter's properties, its CRC. */
  private static byte[] withLargestDictionary(byte[] stream) {
    int start = 12;
    int crc = start + 4 * (stream[start] & 0xFF);
    assertThat(stream[start + 2]).isEqualTo((byte) 0x21);
    // 1.5 GiB, the largest that the decoder knows.
    stream[start + 4] = 37;
    CRC32 check = new CRC32();
    check.update(stream, start, crc - start);
    ByteBuffer.wrap(stream).order(ByteOrder.LITTLE_ENDIAN).putInt(crc, (int) check.getValue());
    return stream;
  }
}
