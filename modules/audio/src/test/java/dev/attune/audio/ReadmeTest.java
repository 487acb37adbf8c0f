package dev.attune.audio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.audio.encoder.SpectrogramNetwork;
import dev.attune.audio.preprocessing.AudioPreprocessing;
import dev.attune.engine.encoder.TowerWeights;
import dev.attune.graph.layer.ProjectedEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadmeTest {
  private static final String SOURCE = "src/test/java/dev/attune/audio/ReadmeExample.java";

  @Test
  void theReadmeShowsTheProgramThatIsTested() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    String program = Files.readString(Path.of(SOURCE)).replaceFirst("package .*;\n\n", "");

    assertThat(readme)
        .contains("```java\nimport dev.attune.audio.AudioEncoder;\n" + program + "```");
  }

  @Test
  void theProgramRuns(@TempDir Path directory) throws IOException {
    ProjectedEncoder tower = new ProjectedEncoder(SpectrogramNetwork.preset("tiny_conv"), 128);
    AudioEncoder.save(
        directory, tower, AudioPreprocessing.speech(16_000), TowerWeights.initial(tower, 1));
    Path sound = directory.resolve("tone.ogg");
    try (InputStream ogg = ReadmeTest.class.getResourceAsStream("decoding/mono-8000.ogg")) {
      Files.write(sound, ogg.readAllBytes());
    }
    PrintStream console = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      ReadmeExample.main(new String[] {directory.toString(), sound.toString()});
    } finally {
      System.setOut(console);
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8).replace("\r", ""))
        .isEqualTo("1 sound, width 128\n");
  }
}
