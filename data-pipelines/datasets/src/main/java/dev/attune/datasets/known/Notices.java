package dev.attune.datasets.known;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Who owns what a data set was made of. */
final class Notices {
  private Notices() {}

  /** Writes {@code LICENSES.txt}. */
  static void write(Path folder, KnownDataset dataset) throws IOException {
    StringBuilder text =
        new StringBuilder("What this folder was made of, and under which licence:\n");
    for (KnownPackage source : dataset.packages()) {
      text.append(source.coordinates()).append(": ").append(source.licence()).append('\n');
    }
    Files.writeString(folder.resolve("LICENSES.txt"), text);
  }
}
