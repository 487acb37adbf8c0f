package dev.attune.text.onnx;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be used is said in one line. */
class SentenceModelRefusalsTest {
  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    TinyModel.write(folder);
  }

  private static void refused(Path source, String message) {
    assertThatThrownBy(() -> SentenceEncoder.load(source).close())
        .isInstanceOf(SentenceModelException.class)
        .hasMessageStartingWith(message)
        .message()
        .doesNotContain("\n");
  }

  private void refusedGraph(byte[] graph, String message) throws IOException {
    Files.write(folder.resolve("model.onnx"), graph);
    refused(folder, folder + ": " + message);
  }

  @Test
  void whatIsNoModel() throws IOException {
    Path nothing = folder.resolve("nothing");
    refused(nothing, nothing + ": expected a folder or jar with an ONNX model, found none");
    Path text = Files.writeString(folder.resolve("text.jar"), "no jar");
    refused(text, text + ": expected a folder or a jar, found neither");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    refused(empty, empty + ": expected one of [model.onnx");
    Files.write(empty.resolve("model.onnx"), TinyModel.model());
    refused(empty, empty + ": expected tokenizer.json or vocab.txt, found neither");
    Files.write(empty.resolve("vocab.txt"), List.of("[UNK]", "[CLS]", "[SEP]", "red"));
    refused(empty, empty + ": vocab.txt: expected a token for PAD, one of ");
  }

  @Test
  void graphs() throws IOException {
    refusedGraph(
        "not a graph".getBytes(StandardCharsets.UTF_8),
        "expected a model that ONNX Runtime loads, found: ");
    byte[] whole = TinyModel.model();
    refusedGraph(
        Arrays.copyOf(whole, whole.length / 2),
        "expected a model that ONNX Runtime loads, found: ");
    refusedGraph(
        TinyModel.tokenVectors("ids", "last_hidden_state", TinyModel.table()),
        "expected the inputs input_ids, attention_mask and perhaps token_type_ids, found [ids,"
            + " attention_mask]");
    refusedGraph(
        TinyModel.tokenVectors("input_ids", "logits", TinyModel.table()),
        "expected an output of [sentence_embedding, last_hidden_state, token_embeddings, output_0],"
            + " found [logits]");
    refusedGraph(
        TinyModel.tokenVectors("input_ids", "sentence_embedding", TinyModel.table()),
        "output sentence_embedding: expected floats of shape [1] and a width, found FLOAT of shape"
            + " [1, 3, 3]");
    refusedGraph(
        TinyModel.wholeNumbers(),
        "output last_hidden_state: expected floats of shape [1, 3] and a width, found INT64 of"
            + " shape [1, 3]");
    refusedGraph(
        TinyModel.tokenVectors(
            "input_ids", "last_hidden_state", Arrays.copyOf(TinyModel.table(), 2)),
        "ONNX Runtime failed: ");
  }

  @Test
  void whatIsNoNumber() throws IOException {
    float[][] table = TinyModel.table();
    table[8][1] = Float.NaN;
    Files.write(
        folder.resolve("model.onnx"),
        TinyModel.tokenVectors("input_ids", "last_hidden_state", table));
    try (SentenceEncoder encoder = SentenceEncoder.load(folder)) {
      assertThatThrownBy(() -> encoder.embed(List.of("red", "blue")))
          .isInstanceOf(SentenceModelException.class)
          .hasMessage(folder + ": expected vectors of finite numbers, found others");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      sentence_bert_config.json | {"max_seq_length": 2} | key max_seq_length: expected a whole number from 3, found 2
      sentence_bert_config.json | {"max_seq_length": "all"} | key max_seq_length: expected a whole number from 3, found all
      sentence_bert_config.json | {"max_seq_length": 99999999999} | key max_seq_length: expected a whole number from 3, found 99999999999
      sentence_bert_config.json | {"do_lower_case": 1} | key do_lower_case: expected true or false, found 1
      sentence_bert_config.json | {"do_lower_case": | line 1: expected JSON, found
      sentence_bert_config.json | no JSON | line 1: expected JSON, found
      sentence_bert_config.json | `` | expected JSON, found an empty file
      config.json | {"max_position_embeddings": 0} | key max_position_embeddings: expected a whole number from 3, found 0
      1_Pooling/config.json | {"pooling_mode_lasttoken": true} | expected the pooling mode mean, cls or max alone, found [lasttoken]
      1_Pooling/config.json | {"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": true} | expected the pooling mode mean, cls or max alone, found [cls, mean]
      1_Pooling/config.json | {"pooling_mode": "median"} | expected the pooling mode mean, cls or max alone, found [median]
      modules.json | [{"type": "sentence_transformers.models.Transformer"}, {"type": "sentence_transformers.models.Dense"}] | expected Transformer, Pooling and Normalize, or the rest inside the graph (output sentence_embedding); found [Dense]
      tokenizer.json | {"model": {"type": "WordPiece", "type": "BPE"}} | line 1: expected JSON, found Duplicate field 'type'
      tokenizer.json | {} | expected a tokenizer that ai.djl.huggingface:tokenizers reads, found:
      """)
  void files(String name, String content, String message) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    refused(folder, folder + ": " + name + ": " + message);
  }

  @Test
  void vocabulariesWithGapsOrWithoutATokenOfBert() throws IOException {
    String json = TinyModel.tokenizerJson();
    Files.writeString(folder.resolve("tokenizer.json"), json.replace("\"blue\": 8", "\"blue\": 9"));
    refused(
        folder,
        folder
            + ": tokenizer.json: expected ids from 0 without gaps, found none with id 8 among 9");
    Files.writeString(folder.resolve("tokenizer.json"), json.replace("\"[MASK]\"", "\"yellow\""));
    refused(folder, folder + ": tokenizer.json: expected a token for MASK, one of ");
  }

  @Test
  void filesWithoutAnEnd() throws IOException {
    byte[] spaces = " ".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
    try (OutputStream out = Files.newOutputStream(folder.resolve("modules.json"))) {
      for (int i = 0; i <= 64; i++) {
        out.write(spaces);
      }
    }
    refused(folder, folder + ": modules.json: expected at most 67108864 bytes, found more");
  }
}
