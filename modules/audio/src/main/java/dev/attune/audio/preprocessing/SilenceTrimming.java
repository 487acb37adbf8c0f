package dev.attune.audio.preprocessing;

import dev.attune.audio.signal.Waveform;
import dev.attune.augmentation.Require;
import java.util.Arrays;

/**
 * Cuts off the quiet beginning and end of a clip, as {@code librosa.effects.trim}: of frames
 * centred every hop, with zeros beyond the ends, the first and the last whose root mean square is
 * less than {@code belowPeakDb} under the loudest one's stay, and all between. A clip that is
 * silent all through ({@link Waveform#isSilent}) stays whole.
 *
 * @param belowPeakDb positive; 60 is librosa's default, 40 keeps the ends of words and leaves out
 *     the noise of a room
 * @param frameSeconds length of a frame, positive
 * @param hopSeconds from a frame to the next, positive; what is kept is a whole number of them
 */
public record SilenceTrimming(double belowPeakDb, double frameSeconds, double hopSeconds) {
  /** Checks ranges. */
  public SilenceTrimming {
    Require.that(
        belowPeakDb > 0 && belowPeakDb <= 200,
        "below_peak_db: expected more than 0, at most 200, found %s",
        belowPeakDb);
    Require.that(
        frameSeconds > 0 && frameSeconds <= 60,
        "frame_seconds: expected more than 0, at most 60, found %s",
        frameSeconds);
    Require.that(
        hopSeconds > 0 && hopSeconds <= 60,
        "hop_seconds: expected more than 0, at most 60, found %s",
        hopSeconds);
  }

  /** Frames of 32 ms every 8 ms: shorter than a syllable, longer than a low voice's period. */
  public static SilenceTrimming below(double peakDb) {
    return new SilenceTrimming(peakDb, 0.032, 0.008);
  }

  /** The clip without its quiet ends; this object if there are none. */
  public Waveform apply(Waveform clip) {
    if (clip.isSilent()) {
      return clip;
    }
    int hop = Math.max(1, (int) Math.round(hopSeconds * clip.sampleRateHz()));
    double[] powers = framePowers(clip, hop);
    double peak = Arrays.stream(powers).max().orElseThrow();
    double least = peak * Math.pow(10, -belowPeakDb / 10);
    int first = 0;
    while (powers[first] <= least) {
      first++;
    }
    int last = powers.length - 1;
    while (powers[last] <= least) {
      last--;
    }
    int from = first * hop;
    int to = (int) Math.min(clip.samples().length, (last + 1L) * hop);
    if (from == 0 && to == clip.samples().length) {
      return clip;
    }
    return new Waveform(Arrays.copyOfRange(clip.samples(), from, to), clip.sampleRateHz());
  }

  /** Sums of squares around every hop; their common divisor does not matter. */
  private double[] framePowers(Waveform clip, int hop) {
    int samples = clip.samples().length;
    int half = Math.max(1, (int) Math.round(frameSeconds * clip.sampleRateHz() / 2));
    double[] upTo = new double[samples + 1];
    for (int i = 0; i < samples; i++) {
      upTo[i + 1] = upTo[i] + (double) clip.samples()[i] * clip.samples()[i];
    }
    double[] powers = new double[1 + (samples - 1) / hop];
    for (int frame = 0; frame < powers.length; frame++) {
      int from = Math.max(0, frame * hop - half);
      int to = (int) Math.min(samples, (long) frame * hop + half);
      powers[frame] = upTo[to] - upTo[from];
    }
    return powers;
  }
}
