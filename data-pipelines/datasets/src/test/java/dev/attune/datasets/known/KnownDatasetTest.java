package dev.attune.datasets.known;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attune.datasets.known.KnownPackage.Client;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownDatasetTest {
  // The digest of "hello", from FIPS 180-4 tools.
  private static final KnownPackage HELLO =
      new KnownPackage(
          Client.MAVEN,
          "example:hello:1",
          "hello.jar",
          5,
          "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
          "CC0-1.0");
  private static final PackageClient GIVES_HELLO =
      (wanted, folder) -> Files.writeString(folder.resolve(wanted.fileName()), "hello");

  @TempDir Path data;

  @Test
  void aFetchedFolderIsWholeAndStaysAsItIs() throws IOException {
    Greeting greeting = new Greeting("1");
    assertThat(greeting.isFetched(data)).isFalse();
    greeting.fetch(data, GIVES_HELLO, line -> {});
    assertThat(greeting.isFetched(data)).isTrue();
    assertThat(data.resolve("greeting/hello.txt")).hasContent("hello");
    assertThat(data.resolve("greeting/dataset.json"))
        .content()
        .contains(HELLO.sha256(), "\"words\" : \"1\"");
    greeting.fetch(
        data,
        (wanted, folder) -> {
          throw new IOException("not again");
        },
        line -> {});

    Greeting newer = new Greeting("2");
    assertThat(newer.isFetched(data)).isFalse();
    newer.fetch(data, GIVES_HELLO, line -> {});
    assertThat(newer.isFetched(data)).isTrue();
    assertOnly("greeting");
  }

  @Test
  void whatIsNotAsKnownLeavesNothing() throws IOException {
    Greeting greeting = new Greeting("1");
    assertThatThrownBy(
            () ->
                greeting.fetch(
                    data,
                    (wanted, folder) -> Files.writeString(folder.resolve("hello.jar"), "hallo"),
                    line -> {}))
        .isInstanceOf(FetchException.class)
        .hasMessageStartingWith("example:hello:1: expected SHA-256 2cf24dba");
    assertThatThrownBy(
            () ->
                greeting.fetch(
                    data,
                    (wanted, folder) -> Files.writeString(folder.resolve("hello.jar"), "hell"),
                    line -> {}))
        .hasMessage("example:hello:1: expected 5 bytes, found 4");
    assertOnly();
    Files.createDirectory(data.resolve("greeting"));
    Files.writeString(data.resolve("greeting/mine.txt"), "mine");
    assertThatThrownBy(() -> greeting.fetch(data, GIVES_HELLO, line -> {}))
        .hasMessageContaining("move it away");
    assertThat(data.resolve("greeting/mine.txt")).exists();
  }

  @Test
  void whatWasDownloadedBeforeAnInterruptionIsUsedAgain() throws IOException {
    Greeting broken = new Greeting("");
    assertThatThrownBy(() -> broken.fetch(data, GIVES_HELLO, line -> {}))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("cannot fetch greeting: interrupted");
    assertOnly(".downloads");
    List<String> told = new ArrayList<>();
    new Greeting("1")
        .fetch(
            data,
            (wanted, folder) -> {
              throw new IOException("not again");
            },
            told::add);
    assertThat(told).contains("example:hello:1 is there already");
    assertOnly("greeting");
  }

  @Test
  void aDamagedDownloadIsTakenAgain() throws IOException {
    Files.createDirectory(data.resolve(".downloads"));
    Files.writeString(data.resolve(".downloads/hello.jar"), "hallo");
    new Greeting("1").fetch(data, GIVES_HELLO, line -> {});
    assertThat(data.resolve("greeting/hello.txt")).hasContent("hello");
    assertOnly("greeting");
  }

  @Test
  void aMissingOrFailingClientIsSaidInOneLine() throws IOException {
    assertThatThrownBy(
            () -> new SystemClients(program -> "no-such-" + program).download(HELLO, data))
        .isInstanceOf(FetchException.class)
        .hasMessage(
            "example:hello:1 needs `mvn`, which is not on the PATH; install it, then fetch again");
    assertThat(new SystemClients().command(HELLO, data))
        .contains("-Dartifact=example:hello:1", "-DoutputDirectory=" + data.toAbsolutePath());
  }

  @Test
  void knownNamesAreFoundAndOthersListed() {
    assertThat(KnownDatasets.named("emoji")).isInstanceOf(Emoji.class);
    assertThat(KnownDatasets.named("emoji").downloadBytes()).isEqualTo(3_274_311);
    assertThatThrownBy(() -> KnownDatasets.named("emojis"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("`emojis`: expected one of [emoji");
    assertThat(KnownDatasets.all()).extracting(KnownDataset::name).doesNotHaveDuplicates();
  }

  @Test
  void archivesAreReadWithinBounds() throws IOException {
    Path zip = data.resolve("a.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("in/a.txt"));
      out.write(new byte[1_000_000]);
    }
    assertThat(Archives.zipMember(zip, "in/a.txt", 1_000_000)).hasSize(1_000_000);
    assertThatThrownBy(() -> Archives.zipMember(zip, "in/a.txt", 999_999))
        .hasMessageContaining("at most 999999 bytes");
    assertThatThrownBy(() -> Archives.zipMember(zip, "b", 10)).hasMessageContaining("found none");

    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(new GzipCompressorOutputStream(bytes))) {
      for (String name : List.of("../../escape", "package/b.json")) {
        byte[] content = name.getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    }
    Path tgz = Files.write(data.resolve("a.tgz"), bytes.toByteArray());
    assertThat(Archives.tarMember(tgz, "package/b.json", 100))
        .asString()
        .isEqualTo("package/b.json");
    assertThatThrownBy(() -> Archives.tarMember(tgz, "package/b.json", 5))
        .hasMessageContaining("at most 5 bytes");
    assertThatThrownBy(() -> Archives.tarMember(tgz, "package/c.json", 5))
        .hasMessageContaining("found none");
  }

  private void assertOnly(String... names) throws IOException {
    try (var files = Files.list(data)) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactly(names);
    }
  }

  private static final class Greeting implements KnownDataset {
    private final PreparedFolder prepared;
    private final boolean breaks;

    /** A recipe without a name breaks off while it writes. */
    Greeting(String recipe) {
      breaks = recipe.isEmpty();
      prepared = new PreparedFolder(this, recipe);
    }

    @Override
    public String name() {
      return "greeting";
    }

    @Override
    public String description() {
      return "a word";
    }

    @Override
    public String licence() {
      return "CC0-1.0";
    }

    @Override
    public List<KnownPackage> packages() {
      return List.of(HELLO);
    }

    @Override
    public boolean isFetched(Path dataFolder) {
      return prepared.isWhole(dataFolder);
    }

    @Override
    public void fetch(Path dataFolder, PackageClient client, Consumer<String> progress) {
      prepared.fetch(
          dataFolder,
          client,
          progress,
          (packages, target) -> {
            if (breaks) {
              throw new IOException("interrupted");
            }
            Files.copy(packages.get(HELLO), target.resolve("hello.txt"));
            return Map.of("words", "1");
          });
    }
  }
}
