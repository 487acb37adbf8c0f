package dev.attune.experiments.modality;

import dev.attune.audio.decoding.AudioDecoder;
import dev.attune.audio.decoding.UnreadableAudioException;
import dev.attune.audio.signal.Waveform;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * Whether a file is a sound to train on or to ask by: it decodes, and there is something to hear.
 *
 * @param decode reads a file
 */
public record SoundCheck(Function<Path, Waveform> decode) {

  /** By the samples as they stand in the file. */
  public SoundCheck() {
    this(new AudioDecoder()::decode);
  }

  /** In one line with the file, why it is none. */
  public Optional<String> problem(Path file) {
    try {
      return decode.apply(file).isSilent()
          ? Optional.of(file + ": expected sound, found silence")
          : Optional.empty();
    } catch (UnreadableAudioException e) {
      return Optional.of(e.getMessage());
    }
  }

  /**
   * Makes sure of it.
   *
   * @throws IllegalArgumentException with the problem
   */
  public void require(Path file) {
    problem(file)
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException(problem);
            });
  }
}
