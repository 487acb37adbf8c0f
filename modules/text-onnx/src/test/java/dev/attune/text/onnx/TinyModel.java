package dev.attune.text.onnx;

import static dev.attune.text.onnx.OnnxBytes.attribute;
import static dev.attune.text.onnx.OnnxBytes.constant;
import static dev.attune.text.onnx.OnnxBytes.input;
import static dev.attune.text.onnx.OnnxBytes.node;
import static dev.attune.text.onnx.OnnxBytes.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A sentence transformer small enough to compute by hand: the vector of token i is (i + 1, i², 1),
 * that of padding (1, 0, 1).
 */
public final class TinyModel {
  static final List<String> TOKENS =
      List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "red", "green", "##ish", "blue");
  static final int WIDTH = 3;

  private TinyModel() {}

  static float[] vector(int token) {
    return new float[] {token + 1, token * token, 1};
  }

  static float[][] table() {
    return IntStream.range(0, TOKENS.size()).mapToObj(TinyModel::vector).toArray(float[][]::new);
  }

  /** Writes graph and vocabulary into a folder. */
  public static Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.write(folder.resolve("model.onnx"), model());
    Files.writeString(folder.resolve("tokenizer.json"), tokenizerJson());
    return folder;
  }

  /** What Hugging Face writes for BERT. */
  static String tokenizerJson() {
    String vocabulary =
        IntStream.range(0, TOKENS.size())
            .mapToObj(i -> "\"" + TOKENS.get(i) + "\": " + i)
            .collect(Collectors.joining(", "));
    return """
        {"version": "1.0", "truncation": {"direction": "Right", "max_length": 5,
          "strategy": "LongestFirst", "stride": 0}, "padding": null, "added_tokens": [],
         "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
          "strip_accents": null, "lowercase": true},
         "pre_tokenizer": {"type": "BertPreTokenizer"},
         "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]},
         "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true},
         "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
          "max_input_chars_per_word": 100, "vocab": {%s}}}
        """
        .formatted(vocabulary);
  }

  static byte[] model() {
    return tokenVectors("input_ids", "last_hidden_state", table());
  }

  /** A row of the table for each token, padding included. */
  static byte[] tokenVectors(String ids, String output, float[][] table) {
    return OnnxBytes.model(
        node("Gather", List.of("table", ids), output),
        constant("table", table),
        input(ids),
        input("attention_mask"),
        output(output, OnnxBytes.FLOAT, "rows", "tokens", "width"));
  }

  /** The sum over the tokens that the mask leaves, and token vectors beside it. */
  static byte[] sentenceVectors() {
    return OnnxBytes.model(
        node("Gather", List.of("table", "input_ids"), "token_embeddings"),
        node("Cast", List.of("attention_mask"), "weights", attribute("to", OnnxBytes.FLOAT)),
        node("Unsqueeze", List.of("weights", "last"), "columns"),
        node("Mul", List.of("token_embeddings", "columns"), "masked"),
        node(
            "ReduceSum",
            List.of("masked", "tokens"),
            "sentence_embedding",
            attribute("keepdims", 0)),
        constant("table", table()),
        constant("last", 2),
        constant("tokens", 1),
        input("input_ids"),
        input("attention_mask"),
        input("token_type_ids"),
        output("token_embeddings", OnnxBytes.FLOAT, "rows", "tokens", "width"),
        output("sentence_embedding", OnnxBytes.FLOAT, "rows", "width"));
  }

  /** The ids themselves. */
  static byte[] wholeNumbers() {
    return OnnxBytes.model(
        node("Identity", List.of("input_ids"), "last_hidden_state"),
        input("input_ids"),
        input("attention_mask"),
        output("last_hidden_state", OnnxBytes.INT64, "rows", "tokens"));
  }
}
