package dev.attune.datasets.known;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attune.datasets.known.KnownPackage.Client;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients are asked, and what is told of their failures. */
class SystemClientsTest {
  private static final KnownPackage STAMPS =
      new KnownPackage(
          Client.DEBIAN, "stamps=1:2-3", "stamps_1%3a2-3_all.deb", 5, "0".repeat(64), "CC0-1.0");

  @TempDir Path data;

  /** A client that answers as apt does. */
  private SystemClients apt(String script) throws IOException {
    Path program = Files.writeString(data.resolve("apt"), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new SystemClients(name -> program.toString());
  }

  private Path folder() throws IOException {
    return Files.createDirectories(data.resolve("folder"));
  }

  @Test
  void theReasonIsTheFirstErrorOrTheLastLine() throws IOException {
    Path log =
        Files.writeString(data.resolve("log"), "\nwarm up\n\u001B[1mERROR\u001B[m no\nend\n");
    assertThat(SystemClients.reason(SystemClients.lines(log))).isEqualTo("ERROR no");
    assertThat(SystemClients.reason(List.of("first", "last"))).isEqualTo("last");
    assertThat(SystemClients.reason(List.of())).isEqualTo("no output");
  }

  @Test
  void aMissingAptIsNamed() {
    assertThat(new SystemClients(name -> name).command(STAMPS, data))
        .containsExactly("apt-get", "-q", "download", "stamps=1:2-3");
    assertThatThrownBy(() -> new SystemClients(name -> "no-such-" + name).download(STAMPS, data))
        .isInstanceOf(FetchException.class)
        .hasMessage(
            "stamps=1:2-3 needs `apt-get`, which is not on the PATH; install it, then fetch again");
  }

  @Test
  void theFileLiesWhereAptRan() throws IOException {
    SystemClients client = apt("printf hello >'stamps_1%3a2-3_all.deb'");
    assertThat(client.download(STAMPS, folder())).hasContent("hello").hasParent(folder());
  }

  @Test
  void anotherVersionIsToldBesideTheExpectedOne() throws IOException {
    SystemClients client =
        apt(
            """
            case "$*" in
              *--print-uris*) echo "'http://example.org/s.deb' stamps_4_all.deb 5 SHA256:0" ;;
              *) echo "E: Version '1:2-3' for 'stamps' was not found"; exit 100 ;;
            esac""");
    assertThatThrownBy(() -> client.download(STAMPS, folder()))
        .isInstanceOf(FetchException.class)
        .hasMessage(
            "stamps=1:2-3: `%s` ended with 100: E: Version '1:2-3' for 'stamps' was not found; expected stamps_1%%3a2-3_all.deb, this system offers stamps_4_all.deb"
                .formatted(data.resolve("apt")));
  }

  @Test
  void aPackageThatIsNotInTheListsIsSaid() throws IOException {
    SystemClients client = apt("echo 'E: Unable to locate package stamps'; exit 100");
    assertThatThrownBy(() -> client.download(STAMPS, folder()))
        .hasMessageEndingWith(
            "expected stamps_1%%3a2-3_all.deb, this system offers no stamps; `%s update` reads its lists anew"
                .formatted(data.resolve("apt")));
    assertThat(folder()).isEmptyDirectory();
  }
}
