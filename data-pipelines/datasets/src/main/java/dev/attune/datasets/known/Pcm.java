package dev.attune.datasets.known;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;

/** Rendered notes as bytes: one channel of 16-bit samples, the low byte first. */
final class Pcm {
  private static final AudioFormat FORMAT =
      new AudioFormat(InstrumentNotes.SAMPLE_RATE_HZ, 16, 1, true, false);

  private Pcm() {}

  static boolean isSilent(short[] samples) {
    for (short sample : samples) {
      if (sample != 0) {
        return false;
      }
    }
    return true;
  }

  static byte[] bytes(short[] samples) {
    ByteBuffer pcm = ByteBuffer.allocate(Short.BYTES * samples.length);
    pcm.order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().put(samples);
    return pcm.array();
  }

  /** Writes a WAV file. */
  static void write(byte[] pcm, Path file) throws IOException {
    try (AudioInputStream in =
        new AudioInputStream(new ByteArrayInputStream(pcm), FORMAT, pcm.length / Short.BYTES)) {
      AudioSystem.write(in, AudioFileFormat.Type.WAVE, file.toFile());
    }
  }
}
