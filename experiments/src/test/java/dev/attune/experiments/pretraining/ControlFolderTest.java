package dev.attune.experiments.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlFolderTest {
  private static final List<double[]> MEASURED =
      List.of(new double[] {0, 1.0 / 3, 1}, new double[] {2.0 / 3, Math.nextUp(0.1), 0});
  @TempDir Path folder;

  private static List<double[]> never() {
    throw new AssertionError("measured again");
  }

  private Path only() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("controls"))) {
      return files.reduce((a, b) -> Path.of("more", "than", "one")).orElseThrow();
    }
  }

  @Test
  void whatWasMeasuredIsReadToTheBit() {
    ControlFolder controls = new ControlFolder(folder.resolve("controls"));
    assertThat(controls.of("probe of a", () -> MEASURED)).isSameAs(MEASURED);
    List<double[]> again =
        new ControlFolder(folder.resolve("controls")).of("probe of a", ControlFolderTest::never);
    assertThat(again).hasSize(2);
    assertThat(again.get(0)).containsExactly(MEASURED.get(0));
    assertThat(again.get(1)).containsExactly(MEASURED.get(1));
  }

  @Test
  void anotherKeyIsMeasured() {
    ControlFolder controls = new ControlFolder(folder.resolve("controls"));
    controls.of("probe of a", () -> MEASURED);
    List<double[]> other = List.of(new double[] {1});
    assertThat(controls.of("probe of b", () -> other)).isSameAs(other);
  }

  @Test
  void aFileThatHoldsSomethingElseIsRefused() throws IOException {
    ControlFolder controls = new ControlFolder(folder.resolve("controls"));
    controls.of("probe of a", () -> MEASURED);
    Files.writeString(only(), "{\"key\": \"probe of b\", \"measured\": [[1]]}");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> controls.of("probe of a", ControlFolderTest::never))
        .withMessageStartingWith(only() + ": expected what was measured of")
        .withMessageEndingWith("found something else; remove it");
  }
}
