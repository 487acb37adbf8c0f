package dev.attune.audio.decoding;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The formats that are read, known by their bytes and not by the name of the file. */
public enum AudioFormat {
  /** RIFF WAVE: PCM of 8 to 32 bit, float of 32 and 64 bit, mu-law, A-law. */
  WAV("WAV"),
  /** Vorbis in Ogg, chained streams included. */
  OGG_VORBIS("Ogg Vorbis"),
  /** Free lossless audio codec, of 4 to 24 bit. */
  FLAC("FLAC"),
  /** MPEG 1, 2 and 2.5, layer III. */
  MP3("MP3");

  private final String label;

  AudioFormat(String label) {
    this.label = label;
  }

  /** The name that people know. */
  String label() {
    return label;
  }

  static AudioFormat of(byte[] bytes, String name) {
    if (Bytes.is(bytes, 0, "RIFF") && Bytes.is(bytes, 8, "WAVE")) {
      return WAV;
    }
    if (Bytes.is(bytes, 0, "OggS")) {
      return OGG_VORBIS;
    }
    int start = Id3.endOfTags(bytes);
    if (Bytes.is(bytes, start, "fLaC")) {
      return FLAC;
    }
    // A frame's sync is eleven bits; with the four checked fields after it no text and few files
    // of other kinds begin so.
    if (start > 0 || Mp3Frame.at(bytes, start) != null) {
      return MP3;
    }
    throw new UnreadableAudioException(
        name, "WAV, Ogg Vorbis, FLAC or MP3 audio", describe(bytes, 0));
  }

  /** What stands at a place, for a person. */
  static String describe(byte[] bytes, int at) {
    if (at >= bytes.length) {
      return bytes.length == 0 ? "an empty file" : "the end of the file";
    }
    int shown = Math.min(bytes.length - at, 24);
    for (int i = at; i < at + shown; i++) {
      if ("\t\n\r".indexOf(bytes[i]) < 0 && (bytes[i] < ' ' || bytes[i] == 0x7F)) {
        int count = Math.min(shown, 8);
        return "the bytes " + HexFormat.ofDelimiter(" ").formatHex(bytes, at, at + count);
      }
    }
    String text = new String(bytes, at, shown, StandardCharsets.US_ASCII);
    return "the text \"" + text.replaceAll("\\s+", " ") + "\"";
  }
}
