package dev.attune.audio.decoding;

import dev.attune.audio.signal.Waveform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Audio files to waveforms: WAV, Ogg Vorbis, FLAC and MP3, told by their bytes. Channels are
 * averaged in double precision; the sample rate stays what the file has. Immutable and safe to
 * share between threads.
 */
public final class AudioDecoder {
  private final AudioLimits limits;

  /** With {@link AudioLimits#DEFAULTS}. */
  public AudioDecoder() {
    this(AudioLimits.DEFAULTS);
  }

  /** With limits of one's own. */
  public AudioDecoder(AudioLimits limits) {
    this.limits = limits;
  }

  /**
   * Reads a file.
   *
   * @throws UnreadableAudioException in one line, if the file is missing, no audio, broken, cut
   *     short, empty or too long
   * @throws UncheckedIOException if the disk fails
   */
  public Waveform decode(Path file) {
    return decode(read(file), file.toString());
  }

  /**
   * Reads the bytes of a file.
   *
   * @param name what to call them in an error
   * @throws UnreadableAudioException in one line, if they are no audio, broken, cut short, empty or
   *     too long
   */
  public Waveform decode(byte[] bytes, String name) {
    AudioFormat format = AudioFormat.of(bytes, name);
    try {
      return switch (format) {
        case WAV -> new WavFile(bytes, name, limits).decode();
        case OGG_VORBIS -> new OggVorbisFile(bytes, name, limits).decode();
        case FLAC -> new FlacFile(bytes, name, limits).decode();
        case MP3 -> new Mp3File(bytes, name, limits).decode();
      };
    } catch (UnreadableAudioException e) {
      throw e;
    } catch (RuntimeException e) {
      // The bytes are in memory, so they are at fault: the libraries throw what comes.
      String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new UnreadableAudioException(
          name, "a sound " + format.label(), reason.replaceAll("\\s+", " "), e);
    }
  }

  private byte[] read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new UnreadableAudioException(
          file.toString(),
          "an audio file",
          Files.exists(file) ? "something that is not a file" : "no file");
    }
    try {
      long size = Files.size(file);
      if (size > limits.maximumBytes()) {
        throw new UnreadableAudioException(
            file.toString(), "at most " + limits.maximumBytes() + " bytes", size + " bytes");
      }
      return Files.readAllBytes(file);
    } catch (AccessDeniedException e) {
      throw new UnreadableAudioException(
          file.toString(), "a file that may be read", "one that may not", e);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e.getMessage(), e);
    }
  }

  /** Refuses rates that only a broken header has. */
  static int checkedRate(String name, long hz) {
    if (hz < Waveform.LEAST_HZ || hz > Waveform.MOST_HZ) {
      throw new UnreadableAudioException(
          name,
          "a sample rate of %d to %d Hz".formatted(Waveform.LEAST_HZ, Waveform.MOST_HZ),
          hz + " Hz");
    }
    return (int) hz;
  }
}
