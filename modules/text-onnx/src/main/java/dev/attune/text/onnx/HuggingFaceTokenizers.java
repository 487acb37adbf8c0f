package dev.attune.text.onnx;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;

/**
 * Any {@code tokenizer.json} by Hugging Face's own library, which {@code
 * ai.djl.huggingface:tokenizers} brings. The only class that names it: programs without it never
 * load this one.
 */
final class HuggingFaceTokenizers implements SentenceTokenizer {
  private final HuggingFaceTokenizer tokenizer;

  /**
   * Reads a file.
   *
   * @throws LinkageError if the library is not there
   * @throws RuntimeException if it refuses the file
   */
  HuggingFaceTokenizers(byte[] json, int maxTokens) throws IOException {
    String most = String.valueOf(maxTokens);
    this.tokenizer =
        HuggingFaceTokenizer.newInstance(
            new ByteArrayInputStream(json),
            Map.of(
                "padding",
                "false",
                "truncation",
                "true",
                "maxLength",
                most,
                "modelMaxLength",
                most));
  }

  @Override
  public int[] encode(String text) {
    long[] ids = tokenizer.encode(text).getIds();
    int[] narrow = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      narrow[i] = Math.toIntExact(ids[i]);
    }
    return narrow;
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
