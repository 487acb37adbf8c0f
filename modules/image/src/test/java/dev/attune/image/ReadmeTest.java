package dev.attune.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.engine.encoder.TowerWeights;
import dev.attune.graph.layer.ProjectedEncoder;
import dev.attune.image.encoder.ConvolutionalNetwork;
import dev.attune.image.preprocessing.ImagePreprocessing;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadmeTest {
  private static final String SOURCE = "src/test/java/dev/attune/image/ReadmeExample.java";

  @Test
  void theReadmeShowsTheProgramThatIsTested() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    String program = Files.readString(Path.of(SOURCE)).replaceFirst("package .*;\n\n", "");

    assertThat(readme)
        .contains("```java\nimport dev.attune.image.ImageEncoder;\n" + program + "```");
  }

  @Test
  void theProgramRuns(@TempDir Path directory) throws IOException {
    ProjectedEncoder tower = new ProjectedEncoder(ConvolutionalNetwork.preset("tiny_conv"), 128);
    ImageEncoder.save(directory, tower, ImagePreprocessing.of(64), TowerWeights.initial(tower, 1));
    Path image = directory.resolve("grey.png");
    BufferedImage grey = new BufferedImage(70, 80, BufferedImage.TYPE_BYTE_GRAY);
    ImageIO.write(grey, "png", image.toFile());

    assertThat(printed(directory.toString(), image.toString(), image.toString()))
        .isEqualTo("2 images, width 128\n");
  }

  private static String printed(String... arguments) {
    PrintStream console = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      ReadmeExample.main(arguments);
    } finally {
      System.setOut(console);
    }
    return bytes.toString(StandardCharsets.UTF_8).replace("\r", "");
  }
}
