package dev.attune.text.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadmeTest {
  private static final String SOURCE = "src/test/java/dev/attune/text/onnx/ReadmeExample.java";
  private static final String IMPORTS =
      "import dev.attune.text.onnx.CachedSentenceEncoder;\n"
          + "import dev.attune.text.onnx.SentenceEncoder;\n";

  @Test
  void theReadmeShowsTheProgramThatIsTested() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    String program = Files.readString(Path.of(SOURCE)).replaceFirst("package .*;\n\n", "");

    assertThat(readme).contains("```java\n" + IMPORTS + program + "```");
  }

  @Test
  void theProgramRuns(@TempDir Path directory) throws IOException {
    Path model = TinyModel.write(directory.resolve("model"));
    Path vectors = directory.resolve("vectors");

    assertThat(printed(model.toString(), vectors.toString())).isEqualTo("2 texts, width 3\n");
    assertThat(vectors).isDirectoryContaining("glob:**.vectors");
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
