package dev.attune.text.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Closed forms over a model whose vectors are known. */
class SentenceEncoderTest {
  @TempDir Path folder;

  private static float[] sum(int... tokens) {
    float[] sum = new float[TinyModel.WIDTH];
    for (int token : tokens) {
      for (int d = 0; d < sum.length; d++) {
        sum[d] += TinyModel.vector(token)[d];
      }
    }
    return sum;
  }

  private static float[] unit(float... vector) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    float[] unit = vector.clone();
    for (int d = 0; d < unit.length; d++) {
      unit[d] = (float) (unit[d] / Math.sqrt(squares));
    }
    return unit;
  }

  private static float[] mean(int... tokens) {
    return unit(sum(tokens));
  }

  private static void near(float[] found, float[] expected) {
    assertThat(found).containsExactly(expected, within(1e-5f));
  }

  private float[] embedded(String text) {
    try (SentenceEncoder encoder = SentenceEncoder.load(folder)) {
      return encoder.embed(List.of(text))[0];
    }
  }

  private void file(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  @Test
  void vectorsAreUnitMeansOfTheTokensWhateverStandsBeside() throws IOException {
    try (SentenceEncoder encoder = SentenceEncoder.load(TinyModel.write(folder), 1)) {
      assertThat(encoder.width()).isEqualTo(3);
      assertThat(encoder.maxTokens()).isEqualTo(256);
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        texts.add("blue ".repeat(i % 9) + "Reddish");
      }
      texts.addAll(List.of("red", "", " \t\n", "green red blue", "greenish"));
      float[][] rows = encoder.embed(texts);
      assertThat(rows).hasDimensions(55, 3);
      near(rows[0], mean(2, 1, 3));
      near(rows[10], mean(2, 8, 1, 3));
      near(rows[50], mean(2, 5, 3));
      near(rows[51], mean(2, 3));
      near(rows[52], mean(2, 3));
      near(rows[53], mean(2, 6, 5, 8, 3));
      near(rows[54], mean(2, 6, 7, 3));
      for (int i = 0; i < texts.size(); i++) {
        near(encoder.embed(List.of(texts.get(i)))[0], rows[i]);
      }
      assertThat(encoder.embed(List.of())).isEmpty();
    }
  }

  @Test
  void aFolderSaysItsContext() throws IOException {
    TinyModel.write(folder);
    file("config.json", "{\"model_type\": \"bert\", \"max_position_embeddings\": 5}");
    near(embedded("red green blue red"), mean(2, 5, 6, 8, 3));
    file("sentence_bert_config.json", "{\"max_seq_length\": null, \"do_lower_case\": false}");
    near(embedded("red green blue red"), mean(2, 5, 6, 8, 3));
    file("sentence_bert_config.json", "{\"max_seq_length\": 4}");
    near(embedded("red green blue red"), mean(2, 5, 6, 3));
    file("config.json", "{\"max_position_embeddings\": 8192}");
    Files.delete(folder.resolve("sentence_bert_config.json"));
    int[] cut = new int[512];
    Arrays.fill(cut, 8);
    cut[0] = 2;
    cut[511] = 3;
    near(embedded("blue ".repeat(100_000)), mean(cut));
  }

  @Test
  void aFolderSaysItsPooling() throws IOException {
    TinyModel.write(folder);
    String config = "{\"word_embedding_dimension\": 3, \"pooling_mode_%s\": true, \"%s\": false}";
    file("1_Pooling/config.json", config.formatted("mean_tokens", "pooling_mode_cls_token"));
    near(embedded("red blue"), mean(2, 5, 8, 3));
    file("1_Pooling/config.json", config.formatted("cls_token", "pooling_mode_mean_tokens"));
    near(embedded("red blue"), mean(2));
    file("1_Pooling/config.json", config.formatted("max_tokens", "pooling_mode_mean_tokens"));
    near(embedded("red blue"), unit(9, 64, 1));
    file("1_Pooling/config.json", "{\"pooling_mode\": \"max\"}");
    near(embedded("red blue"), unit(9, 64, 1));
  }

  @Test
  void paddingIsNoPartOfAMaximum() throws IOException {
    float[][] table = TinyModel.table();
    table[0] = new float[] {1000, 1000, 1000};
    TinyModel.write(folder);
    Files.write(
        folder.resolve("model.onnx"),
        TinyModel.tokenVectors("input_ids", "token_embeddings", table));
    file("1_Pooling/config.json", "{\"pooling_mode_max_tokens\": true}");
    try (SentenceEncoder encoder = SentenceEncoder.load(folder)) {
      near(encoder.embed(List.of("red", "red red red red"))[0], unit(6, 25, 1));
    }
  }

  @Test
  void vectorsHaveUnitLengthWhereTheModulesSaySo() throws IOException {
    TinyModel.write(folder);
    String modules =
        """
        [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
         {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}%s]
        """;
    file("modules.json", modules.formatted(""));
    near(embedded("red"), new float[] {13f / 3, 38f / 3, 1});
    String normalize =
        ", {\"idx\": 2, \"path\": \"2_Normalize\", \"type\": \"sentence_transformers.models.Normalize\"}";
    file("modules.json", modules.formatted(normalize));
    near(embedded("red"), mean(2, 5, 3));
  }

  @Test
  void aGraphMayPoolByItself() throws IOException {
    TinyModel.write(folder);
    Files.write(folder.resolve("model.onnx"), TinyModel.sentenceVectors());
    file(
        "modules.json",
        "[{\"type\": \"sentence_transformers.models.Transformer\"},"
            + " {\"type\": \"sentence_transformers.models.Dense\"}]");
    try (SentenceEncoder encoder = SentenceEncoder.load(folder)) {
      float[][] rows = encoder.embed(List.of("red", "blue green red red", "blue"));
      near(rows[0], sum(2, 5, 3));
      near(rows[1], sum(2, 8, 6, 5, 5, 3));
      near(rows[2], sum(2, 8, 3));
    }
  }

  @Test
  void aJarAndAPlainVocabularyAreReadToo() throws IOException {
    TinyModel.write(folder);
    Path jar = folder.resolve("model.jar");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.putNextEntry(new ZipEntry("all-minilm-l6-v2.onnx"));
      zip.write(TinyModel.model());
      zip.putNextEntry(new ZipEntry("all-minilm-l6-v2-tokenizer.json"));
      zip.write(TinyModel.tokenizerJson().getBytes(StandardCharsets.UTF_8));
    }
    Path plain = Files.createDirectories(folder.resolve("plain/onnx")).getParent();
    Files.write(plain.resolve("onnx/model.onnx"), TinyModel.model());
    Files.write(plain.resolve("vocab.txt"), TinyModel.TOKENS);
    try (SentenceEncoder packed = SentenceEncoder.load(jar);
        SentenceEncoder loose = SentenceEncoder.load(folder);
        SentenceEncoder other = SentenceEncoder.load(plain)) {
      assertThat(packed.digest()).isEqualTo(loose.digest()).isNotEqualTo(other.digest());
      assertThat(packed.embed(List.of("Blue"))).isDeepEqualTo(other.embed(List.of("blue")));
    }
    Files.writeString(plain.resolve("tokenizer_config.json"), "{\"do_lower_case\": false}");
    try (SentenceEncoder cased = SentenceEncoder.load(plain)) {
      near(cased.embed(List.of("Blue"))[0], mean(2, 1, 3));
    }
  }

  @Test
  void theDigestCoversAllThatVectorsDependOn() throws IOException {
    TinyModel.write(folder);
    List<String> digests = new ArrayList<>(List.of(digest()));
    file("sentence_bert_config.json", "{\"max_seq_length\": 4}");
    digests.add(digest());
    file("1_Pooling/config.json", "{\"pooling_mode_cls_token\": true}");
    digests.add(digest());
    file("modules.json", "[{\"type\": \"sentence_transformers.models.Transformer\"}]");
    digests.add(digest());
    file("tokenizer.json", TinyModel.tokenizerJson().replace("blue", "pink"));
    digests.add(digest());
    Files.write(folder.resolve("model.onnx"), TinyModel.sentenceVectors());
    digests.add(digest());
    assertThat(digests).doesNotHaveDuplicates().allMatch(digest -> digest.matches("[0-9a-f]{64}"));
    assertThat(digest()).isEqualTo(digests.get(5));
  }

  private String digest() {
    try (SentenceEncoder encoder = SentenceEncoder.load(folder)) {
      return encoder.digest();
    }
  }

  @Test
  void onceClosedNothingIsEmbedded() throws IOException {
    SentenceEncoder encoder = SentenceEncoder.load(TinyModel.write(folder));
    encoder.close();
    encoder.close();
    assertThatThrownBy(() -> encoder.embed(List.of("red")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(folder + ": expected an open encoder, found it closed");
    assertThatThrownBy(() -> SentenceEncoder.load(folder, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("threads: expected 0 or more, found -1");
  }
}
