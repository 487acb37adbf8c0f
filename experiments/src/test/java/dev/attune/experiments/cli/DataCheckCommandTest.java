package dev.attune.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.attune.experiments.json.JsonDocument;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCheckCommandTest {
  private final Terminal terminal = new Terminal();

  @TempDir Path folder;

  @BeforeEach
  void drawImage() throws IOException {
    BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
    ImageIO.write(image, "png", folder.resolve("a.png").toFile());
    Files.writeString(folder.resolve("b.png"), "no image");
  }

  private String manifest(String... rows) throws IOException {
    return Files.write(folder.resolve("m.jsonl"), List.of(rows)).toString();
  }

  @Test
  void aSoundManifestIsDone() throws IOException {
    String manifest = manifest("{\"id\": \"a\", \"image\": \"a.png\", \"text\": \"black\"}");
    assertThat(terminal.run("data", "check", manifest)).isZero();
    assertThat(terminal.out()).contains("items: 1");
    assertThat(terminal.problems()).isEmpty();
  }

  @Test
  void badRowsAreNamedByLine() throws IOException {
    String manifest =
        manifest(
            "{\"id\": \"a\", \"image\": \"a.png\", \"text\": \"black\"}",
            "{\"id\": \"b\", \"image\": \"b.png\", \"text\": \"broken\"}",
            "{\"id\": \"c\", \"image\": \"none.png\", \"text\": \"missing\"}");
    assertThat(terminal.run("data", "check", manifest, "--json")).isEqualTo(2);
    JsonNode report = JsonDocument.parse("stdout", terminal.out()).root();
    assertThat(report.get("findings").findValues("line").stream().map(JsonNode::intValue))
        .contains(2, 3);
    assertThat(terminal.problems()).singleElement().asString().contains("m.jsonl", "errors: 2");
  }

  @Test
  void strictEndsAtTheFirst() throws IOException {
    String manifest = manifest("{\"id\": \"c\", \"image\": \"none.png\", \"text\": \"missing\"}");
    assertThat(terminal.run("data", "check", manifest, "--strict")).isEqualTo(2);
    assertThat(terminal.problems()).singleElement().asString().contains("m.jsonl:1");
    assertThat(terminal.out()).isEmpty();
  }
}
