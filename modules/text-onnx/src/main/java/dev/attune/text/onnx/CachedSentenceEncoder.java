package dev.attune.text.onnx;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A sentence encoder whose vectors are computed once and kept on disk, by the content of the model
 * and of the text. Safe for any number of threads, which take turns, and of processes.
 */
public final class CachedSentenceEncoder implements AutoCloseable {
  /** Texts whose vectors are kept at a time: what an interruption loses. */
  private static final int PORTION = 1024;

  private final Function<List<String>, float[][]> encoder;
  private final String digest;
  private final int width;
  private final VectorFile file;
  private final Runnable closing;

  /**
   * Opens the cache of a model.
   *
   * @param encoder is closed with this, and if this fails
   * @param folder where the file lies, named after the model's digest; made if it is not there
   * @throws SentenceModelException if a file of that name is not such a cache
   * @throws java.io.UncheckedIOException if the disk fails
   */
  public CachedSentenceEncoder(SentenceEncoder encoder, Path folder) {
    this(encoder::embed, encoder.digest(), encoder.width(), folder, encoder::close);
  }

  CachedSentenceEncoder(
      Function<List<String>, float[][]> encoder,
      String digest,
      int width,
      Path folder,
      Runnable closing) {
    this.encoder = encoder;
    this.digest = digest;
    this.width = width;
    this.closing = closing;
    try {
      this.file = VectorFile.open(folder.resolve(digest.substring(0, 32) + ".vectors"), width);
    } catch (RuntimeException e) {
      closing.run();
      throw e;
    }
  }

  /** Width of the vectors. */
  public int width() {
    return width;
  }

  /**
   * The vectors that {@link SentenceEncoder#embed} gives, [texts, width]; those known are not
   * computed again.
   *
   * @throws SentenceModelException if the model gives what is no finite number
   * @throws java.io.UncheckedIOException if the disk fails
   */
  public synchronized float[][] embed(List<String> texts) {
    List<String> keys = texts.stream().map(this::key).toList();
    Map<String, float[]> vectors = new HashMap<>(file.read(keys));
    Map<String, String> missing = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      if (!vectors.containsKey(keys.get(i))) {
        missing.put(keys.get(i), texts.get(i));
      }
    }
    List<String> missingKeys = new ArrayList<>(missing.keySet());
    for (int from = 0; from < missingKeys.size(); from += PORTION) {
      int to = Math.min(missingKeys.size(), from + PORTION);
      List<String> portion = missingKeys.subList(from, to);
      float[][] computed = encoder.apply(portion.stream().map(missing::get).toList());
      file.add(portion, computed);
      for (int i = 0; i < computed.length; i++) {
        vectors.put(portion.get(i), computed[i]);
      }
    }
    // A text that is there twice gets two arrays, so that a caller may change one.
    return keys.stream().map(key -> vectors.get(key).clone()).toArray(float[][]::new);
  }

  /** SHA-256 of the model's digest and the text's characters as they are, lone surrogates too. */
  private String key(String text) {
    ByteBuffer bytes = ByteBuffer.allocate(Character.BYTES * (digest.length() + text.length()));
    bytes.asCharBuffer().put(digest).put(text);
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public void close() {
    closing.run();
  }
}
