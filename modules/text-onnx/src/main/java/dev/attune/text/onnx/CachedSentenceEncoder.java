package dev.attune.text.onnx;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A sentence encoder whose vectors are computed once and kept on disk, by the content of the model
 * and of the text. Safe for any number of threads, which take turns.
 */
public final class CachedSentenceEncoder implements AutoCloseable {
  private final Function<List<String>, float[][]> encoder;
  private final VectorFile file;
  private final Runnable closing;

  /**
   * Opens the cache of a model.
   *
   * @param encoder is closed with this
   * @param folder where the file lies, named after the model's digest; made if it is not there
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
    this.closing = closing;
    this.file = VectorFile.open(folder.resolve(digest.substring(0, 32) + ".vectors"), width);
  }

  /** Width of the vectors. */
  public int width() {
    return file.width();
  }

  /** A vector of unit length for each text, [texts, width]; those known are not computed again. */
  public synchronized float[][] embed(List<String> texts) {
    Map<String, String> missing = new LinkedHashMap<>();
    String[] keys = new String[texts.size()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = key(texts.get(i));
      if (file.get(keys[i]).isEmpty()) {
        missing.put(keys[i], texts.get(i));
      }
    }
    if (!missing.isEmpty()) {
      file.add(List.copyOf(missing.keySet()), encoder.apply(List.copyOf(missing.values())));
    }
    float[][] vectors = new float[keys.length][];
    for (int i = 0; i < keys.length; i++) {
      vectors[i] = file.get(keys[i]).orElseThrow();
    }
    return vectors;
  }

  private static String key(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public void close() {
    closing.run();
  }
}
