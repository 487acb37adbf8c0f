package dev.attune.audio.decoding;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The encoded tones beside this class. */
final class Fixtures {
  private Fixtures() {}

  static byte[] read(String name) {
    try (InputStream in = Fixtures.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
