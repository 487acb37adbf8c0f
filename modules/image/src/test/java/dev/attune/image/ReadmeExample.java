package dev.attune.image;

import java.nio.file.Path;
import java.util.List;

class ReadmeExample {
  public static void main(String[] args) {
    try (ImageEncoder encoder = ImageEncoder.load(Path.of(args[0]))) {
      float[][] rows = encoder.embedFiles(List.of(Path.of(args[1]), Path.of(args[2])));
      System.out.println(rows.length + " images, width " + rows[0].length);
    }
  }
}
