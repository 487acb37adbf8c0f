package dev.attune.text;

import java.nio.file.Path;
import java.util.List;

class ReadmeExample {
  public static void main(String[] args) {
    try (TextEncoder encoder = TextEncoder.load(Path.of(args[0]))) {
      float[][] rows = encoder.embed(List.of("an elephant", "a red apple"));
      System.out.println(rows.length + " texts, width " + rows[0].length);
    }
  }
}
