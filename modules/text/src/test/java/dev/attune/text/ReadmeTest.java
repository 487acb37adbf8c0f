package dev.attune.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.engine.encoder.TowerWeights;
import dev.attune.graph.layer.ProjectedEncoder;
import dev.attune.text.encoder.TextTransformer;
import dev.attune.text.tokenizer.Tokenizer;
import dev.attune.text.tokenizer.TrainingOptions;
import dev.attune.text.tokenizer.WordPiece;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadmeTest {
  private static final String SOURCE = "src/test/java/dev/attune/text/ReadmeExample.java";

  @Test
  void theReadmeShowsTheProgramThatIsTested() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    String program = Files.readString(Path.of(SOURCE)).replaceFirst("package .*;\n\n", "");

    assertThat(readme).contains("```java\nimport dev.attune.text.TextEncoder;\n" + program + "```");
  }

  @Test
  void theProgramRuns(@TempDir Path directory) {
    List<String> corpus = List.of("an elephant", "a red apple", "a red elephant");
    Tokenizer tokenizer = WordPiece.train(corpus, true, new TrainingOptions(64, 1));
    TextTransformer tower =
        TextTransformer.preset("tiny").withVocabulary(tokenizer.vocabularySize());
    ProjectedEncoder projected = new ProjectedEncoder(tower, 128);
    TextEncoder.save(directory, projected, tokenizer, TowerWeights.initial(projected, 1));

    assertThat(printed(directory.toString())).isEqualTo("2 texts, width 128\n");
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
