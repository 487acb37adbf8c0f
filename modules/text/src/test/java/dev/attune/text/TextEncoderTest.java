package dev.attune.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.offset;

import dev.attune.engine.Tensor;
import dev.attune.engine.checkpoint.Safetensors;
import dev.attune.engine.encoder.EmbeddingSession;
import dev.attune.engine.encoder.TowerWeights;
import dev.attune.engine.executor.Nd4jExecutor;
import dev.attune.graph.Encoder;
import dev.attune.graph.layer.ProjectedEncoder;
import dev.attune.text.encoder.TextInputs;
import dev.attune.text.encoder.TextPooling;
import dev.attune.text.encoder.TextTransformer;
import dev.attune.text.tokenizer.Tokenizer;
import dev.attune.text.tokenizer.TrainingOptions;
import dev.attune.text.tokenizer.WordLevelTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TextEncoderTest {
  private static final List<String> TEXTS =
      List.of("an elephant", "a red apple on a table", "mice", "", "unseen words", "a table");
  private static final Tokenizer TOKENIZER =
      WordLevelTokenizer.train(
          List.of("an elephant", "a red apple on a table", "mice and apple"),
          true,
          new TrainingOptions(40, 1));

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(TextPooling.class)
  void morePaddingDoesNotChangeAnEmbedding(TextPooling pooling) {
    TextTransformer narrow = tower(8, pooling);
    TextTransformer wide = tower(17, pooling);
    Map<String, Tensor> weights = TowerWeights.initial(wide, 5);
    Map<String, Tensor> cut = new TreeMap<>(weights);
    float[] positions = weights.get("text.positions").values();
    cut.put("text.positions", new Tensor(new long[] {8, 16}, Arrays.copyOf(positions, 8 * 16)));
    try (TextEncoder padded = new TextEncoder(wide, TOKENIZER, weights);
        TextEncoder plain = new TextEncoder(narrow, TOKENIZER, cut)) {

      assertClose(padded.embed(TEXTS), plain.embed(TEXTS));
    }
  }

  @ParameterizedTest
  @EnumSource(TextPooling.class)
  void shortTextsRunOverFewPositionsAndComeOutTheSame(TextPooling pooling) {
    TextTransformer wide = tower(40, pooling);
    Map<String, Tensor> weights = TowerWeights.initial(wide, 5);
    List<String> texts = new ArrayList<>(TEXTS);
    texts.add("an elephant and a red apple on a table and mice on an apple");
    try (TextEncoder encoder = new TextEncoder(wide, TOKENIZER, weights);
        EmbeddingSession whole =
            new EmbeddingSession(wide, weights, new Nd4jExecutor(), texts.size())) {
      float[][] expected =
          whole.embed(
              texts.size(), (from, to) -> TextInputs.of(wide, TOKENIZER, texts, texts.size()));
      assertClose(encoder.embed(texts), expected);
    }
  }

  @Test
  void anEmbeddingDoesNotDependOnItsBatch() {
    TextTransformer tower = tower(8, TextPooling.MASKED_MEAN);
    Map<String, Tensor> weights = TowerWeights.initial(tower, 5);
    List<String> reversed = new ArrayList<>(TEXTS);
    Collections.reverse(reversed);
    try (TextEncoder four = new TextEncoder(tower, TOKENIZER, weights, new Nd4jExecutor(), 4);
        TextEncoder all = new TextEncoder(tower, TOKENIZER, weights)) {
      float[][] backwards = four.embed(reversed);
      Collections.reverse(Arrays.asList(backwards));

      assertClose(backwards, all.embed(TEXTS));
      assertThat(all.embed(List.of())).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(TextPooling.class)
  void whatWasSavedEmbedsAlike(TextPooling pooling) {
    Encoder tower = new ProjectedEncoder(tower(8, pooling), 6);
    Map<String, Tensor> weights = new TreeMap<>(TowerWeights.initial(tower, 9));
    weights.put("image.norm.gain", new Tensor(new long[] {1}, new float[1]));

    TextEncoder.save(directory, tower, TOKENIZER, weights);

    try (TextEncoder saved = new TextEncoder(tower, TOKENIZER, weights);
        TextEncoder loaded = TextEncoder.load(directory)) {
      float[][] embeddings = loaded.embed(TEXTS);
      assertThat(loaded.width()).isEqualTo(6);
      assertThat(embeddings).isDeepEqualTo(saved.embed(TEXTS));
      for (float[] row : embeddings) {
        assertThat(length(row)).isCloseTo(1, offset(1e-5));
      }
    }
    assertThat(Safetensors.read(directory.resolve("model.safetensors")))
        .containsKey("text.projection.weight")
        .doesNotContainKey("image.norm.gain");
  }

  @Test
  void anotherSeedGivesOtherWeights() {
    TextTransformer tower = tower(8, TextPooling.MASKED_MEAN);
    try (TextEncoder one = TextEncoder.untrained(tower, TOKENIZER, 1);
        TextEncoder same = TextEncoder.untrained(tower, TOKENIZER, 1);
        TextEncoder other = TextEncoder.untrained(tower, TOKENIZER, 2)) {
      float[][] embeddings = one.embed(TEXTS);

      assertThat(embeddings).isDeepEqualTo(same.embed(TEXTS));
      assertThat(other.embed(TEXTS)[0]).isNotEqualTo(embeddings[0]);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"depth\" : 1 | \"depth\" : 0 | depth: expected 1 to 256, found 0",
        "\"width\" : 16 | \"width\" : 32 | model.safetensors: tensor text.",
        "text_transformer | lstm | expected text_transformer for key type, found lstm",
        "masked_mean | max | expected one of [masked_mean, last_token] for key pooling, found max",
        "\"vocabulary\" : 14 | \"vocabulary\" : 13 | vocabulary: expected at least the tokenizer's 14 ids",
      })
  void aWrongConfigurationIsRefusedInOneLine(String old, String replaced, String message)
      throws IOException {
    saveTower();
    Path config = directory.resolve("config.json");
    String text = Files.readString(config);
    assertThat(text).contains(old);
    Files.writeString(config, text.replace(old, replaced));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> TextEncoder.load(directory).close())
        .withMessageStartingWith(directory.toString())
        .withMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  @ParameterizedTest
  @CsvSource({"config.json", "model.safetensors", "vocab.txt"})
  void aMissingFileIsNamed(String name) throws IOException {
    saveTower();
    Files.delete(directory.resolve(name));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> TextEncoder.load(directory).close())
        .withMessageStartingWith(directory.resolve(name) + ": ")
        .withMessageContaining("expected a file, found none");
  }

  @Test
  void aWeightThatIsMissingIsNamed() {
    saveTower();
    Path weights = directory.resolve("model.safetensors");
    Safetensors.write(weights, Map.of(), Map.of());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> TextEncoder.load(directory).close())
        .withMessage(weights + ": tensor text.tokens.table: expected shape [14, 16], found none");
  }

  private void saveTower() {
    TextTransformer tower = tower(8, TextPooling.MASKED_MEAN);
    TextEncoder.save(directory, tower, TOKENIZER, TowerWeights.initial(tower, 1));
  }

  private static TextTransformer tower(int context, TextPooling pooling) {
    return new TextTransformer(TOKENIZER.vocabularySize(), context, 16, 1, 2, 0.1, 0.1, pooling);
  }

  private static void assertClose(float[][] found, float[][] expected) {
    assertThat(found.length).isEqualTo(expected.length);
    for (int row = 0; row < found.length; row++) {
      assertThat(found[row]).as("row %d", row).containsExactly(expected[row], offset(1e-5f));
    }
  }

  private static double length(float[] row) {
    double sum = 0;
    for (float value : row) {
      sum += value * value;
    }
    return Math.sqrt(sum);
  }
}
