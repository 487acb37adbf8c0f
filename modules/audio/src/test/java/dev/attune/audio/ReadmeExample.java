package dev.attune.audio;

import dev.attune.audio.decoding.AudioDecoder;
import java.nio.file.Path;
import java.util.List;

class ReadmeExample {
  public static void main(String[] args) {
    try (AudioEncoder encoder = AudioEncoder.load(Path.of(args[0]))) {
      AudioDecoder decoder = new AudioDecoder(); // WAV, Ogg Vorbis, FLAC, MP3
      float[][] rows = encoder.embed(List.of(decoder.decode(Path.of(args[1]))));
      System.out.println(rows.length + " sound, width " + rows[0].length);
    }
  }
}
