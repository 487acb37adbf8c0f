package dev.attune.audio.decoding;

/**
 * The longest clip that is decoded; anything longer is refused, by its header where that tells.
 *
 * @param maximumSamples most samples of a clip, counted in one channel
 * @param maximumBytes largest file
 * @param maximumChannels most channels, 1 to 255
 */
public record AudioLimits(int maximumSamples, long maximumBytes, int maximumChannels) {
  /**
   * One hour at 48 kHz, 768 MiB (that hour as 16-bit stereo WAV fits), 32 channels: beyond what
   * recordings of sounds and speech have; more channels are sensor arrays, whose average means
   * little.
   */
  public static final AudioLimits DEFAULTS = new AudioLimits(3600 * 48_000, 768L << 20, 32);

  /** Checks that each is positive and a file fits an array. */
  public AudioLimits {
    if (maximumSamples < 1 || maximumSamples > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "maximum_samples: expected 1 to "
              + (Integer.MAX_VALUE - 8)
              + ", found "
              + maximumSamples);
    }
    if (maximumBytes < 1 || maximumBytes > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "maximum_bytes: expected 1 to " + (Integer.MAX_VALUE - 8) + ", found " + maximumBytes);
    }
    if (maximumChannels < 1 || maximumChannels > 255) {
      throw new IllegalArgumentException(
          "maximum_channels: expected 1 to 255, found " + maximumChannels);
    }
  }

  void checkChannels(String name, int channels) {
    if (channels < 1 || channels > maximumChannels) {
      throw new UnreadableAudioException(
          name, "1 to " + maximumChannels + " channels", Integer.toString(channels));
    }
  }

  void checkSamples(String name, long samples) {
    if (samples < 1) {
      throw new UnreadableAudioException(name, "at least one sample", "none");
    }
    if (samples > maximumSamples) {
      throw new UnreadableAudioException(
          name, "at most " + maximumSamples + " samples a channel", Long.toString(samples));
    }
  }
}
