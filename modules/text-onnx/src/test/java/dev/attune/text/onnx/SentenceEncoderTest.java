package dev.attune.text.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SentenceEncoderTest {
  @TempDir Path folder;

  /** Unit mean of the vectors of tokens. */
  private static float[] mean(int... tokens) {
    double[] sum = new double[TinyModel.WIDTH];
    for (int token : tokens) {
      for (int d = 0; d < sum.length; d++) {
        sum[d] += TinyModel.vector(token)[d];
      }
    }
    double length = Math.sqrt(sum[0] * sum[0] + sum[1] * sum[1] + sum[2] * sum[2]);
    return new float[] {
      (float) (sum[0] / length), (float) (sum[1] / length), (float) (sum[2] / length)
    };
  }

  private static void near(float[] found, float[] expected) {
    for (int d = 0; d < expected.length; d++) {
      assertThat(found[d]).isCloseTo(expected[d], within(1e-5f));
    }
  }

  @Test
  void vectorsAreUnitMeansOfTheTokensWhateverStandsBeside() throws IOException {
    try (SentenceEncoder encoder = SentenceEncoder.load(TinyModel.write(folder))) {
      assertThat(encoder.width()).isEqualTo(3);
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        texts.add("blue ".repeat(i % 9) + "Reddish");
      }
      texts.add("red");
      texts.add("");
      float[][] rows = encoder.embed(texts);
      near(rows[50], mean(2, 5, 3));
      near(rows[51], mean(2, 3));
      near(rows[0], mean(2, 1, 3));
      near(rows[10], mean(2, 8, 1, 3));
      near(encoder.embed(List.of("green red blue")).clone()[0], mean(2, 6, 5, 8, 3));
      near(encoder.embed(List.of("greenish"))[0], mean(2, 6, 7, 3));
    }
  }

  @Test
  void aFolderSaysItsPoolingAndItsContext() throws IOException {
    TinyModel.write(folder);
    Files.writeString(folder.resolve("sentence_bert_config.json"), "{\"max_seq_length\": 4}");
    try (SentenceEncoder encoder = SentenceEncoder.load(folder)) {
      near(encoder.embed(List.of("red green blue red"))[0], mean(2, 5, 6, 3));
    }
    Files.createDirectory(folder.resolve("1_Pooling"));
    Files.writeString(
        folder.resolve("1_Pooling/config.json"), "{\"pooling_mode_cls_token\": true}");
    try (SentenceEncoder encoder = SentenceEncoder.load(folder)) {
      near(encoder.embed(List.of("red"))[0], mean(2));
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
    Path plain = Files.createDirectory(folder.resolve("plain"));
    Files.write(plain.resolve("model.onnx"), TinyModel.model());
    Files.write(plain.resolve("vocab.txt"), TinyModel.TOKENS);
    try (SentenceEncoder packed = SentenceEncoder.load(jar);
        SentenceEncoder loose = SentenceEncoder.load(folder);
        SentenceEncoder other = SentenceEncoder.load(plain)) {
      assertThat(packed.digest()).isEqualTo(loose.digest()).isNotEqualTo(other.digest());
      assertThat(packed.embed(List.of("blue"))).isDeepEqualTo(other.embed(List.of("blue")));
    }
  }

  @Test
  void whatIsWrongIsSaidInOneLine() throws IOException {
    Path nothing = folder.resolve("nothing");
    refused(nothing, nothing + ": expected a folder or jar with an ONNX model, found none");
    Path text = Files.writeString(folder.resolve("text.jar"), "no jar");
    refused(text, text + ": expected a folder or a jar, found neither");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    refused(empty, empty + ": expected one of [model.onnx");
    Files.writeString(empty.resolve("model.onnx"), "not a graph");
    refused(empty, empty + ": expected tokenizer.json or vocab.txt, found neither");
    Files.writeString(empty.resolve("tokenizer.json"), "{\"model\": {\"type\": \"BPE\"}}");
    refused(empty, empty + ": tokenizer.json: expected a model of type WordPiece, found BPE");
    Files.writeString(empty.resolve("tokenizer.json"), TinyModel.tokenizerJson());
    refused(empty, empty + ": expected a model that ONNX Runtime loads, found: ");
  }

  private static void refused(Path source, String message) {
    assertThatThrownBy(() -> SentenceEncoder.load(source))
        .isInstanceOf(SentenceModelException.class)
        .hasMessageStartingWith(message)
        .message()
        .doesNotContain("\n");
  }
}
