package dev.attune.datasets.known;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The 128 instruments of General MIDI 1 (MIDI Manufacturers Association, 1991). */
final class GeneralMidi {
  private static final String TABLE = "general-midi.tsv";

  private GeneralMidi() {}

  /**
   * An instrument.
   *
   * @param program its number, from 0
   * @param family one of 16, such as {@code Chromatic Percussion}
   * @param emoji code points of the emoji that shows it, where there is one
   */
  record Instrument(int program, String name, String family, Optional<String> emoji) {

    /** Its family and name as a path. */
    String path() {
      return plain(family) + "/" + plain(name);
    }

    private static String plain(String text) {
      return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    }
  }

  /** All of them, by program. */
  static List<Instrument> instruments() throws IOException {
    List<Instrument> instruments = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(EmojiConcepts.resource(TABLE), StandardCharsets.US_ASCII))) {
      for (String line : lines.lines().toList()) {
        String[] fields = line.split("\t", -1);
        Optional<String> emoji = Optional.of(fields[2]).filter(code -> !code.isEmpty());
        instruments.add(new Instrument(instruments.size(), fields[1], fields[0], emoji));
      }
    }
    return instruments;
  }
}
