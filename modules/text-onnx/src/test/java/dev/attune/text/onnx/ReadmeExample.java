package dev.attune.text.onnx;

import java.nio.file.Path;
import java.util.List;

class ReadmeExample {
  public static void main(String[] args) {
    try (SentenceEncoder encoder = SentenceEncoder.load(Path.of(args[0]));
        CachedSentenceEncoder cached = new CachedSentenceEncoder(encoder, Path.of(args[1]))) {
      float[][] rows = cached.embed(List.of("an elephant", "a grey animal with a trunk"));
      System.out.println(rows.length + " texts, width " + rows[0].length);
    }
  }
}
