package dev.attune.audio.preprocessing;

import dev.attune.audio.signal.Waveform;
import dev.attune.augmentation.Require;

/** Integrated loudness after ITU-R BS.1770-5 (2023), annex 1, for one channel. */
final class IntegratedLoudness {
  /** Least sample rate: half of it has to lie above the shelf of the weighting, at 1.7 kHz. */
  static final int LEAST_HZ = 4000;

  private static final double OFFSET = -0.691;
  private static final double ABSOLUTE_GATE = -70;
  private static final double RELATIVE_GATE = -10;

  private IntegratedLoudness() {}

  static double lufs(Waveform clip) {
    Require.that(
        clip.sampleRateHz() >= LEAST_HZ,
        "sample_rate_hz: expected at least %d to measure integrated loudness, found %d",
        LEAST_HZ,
        clip.sampleRateHz());
    double[] blocks = blockPowers(clip);
    double all = gated(blocks, ABSOLUTE_GATE);
    return all == Double.NEGATIVE_INFINITY
        ? all
        : gated(blocks, Math.max(ABSOLUTE_GATE, all + RELATIVE_GATE));
  }

  /** Loudness of the mean of the blocks that are louder than a gate. */
  private static double gated(double[] powers, double gate) {
    double sum = 0;
    int count = 0;
    for (double power : powers) {
      if (loudness(power) > gate) {
        sum += power;
        count++;
      }
    }
    return count == 0 ? Double.NEGATIVE_INFINITY : loudness(sum / count);
  }

  private static double loudness(double power) {
    return OFFSET + 10 * Math.log10(power);
  }

  private static double[] blockPowers(Waveform clip) {
    double[] upTo = cumulativePower(clip);
    int samples = upTo.length - 1;
    int hop = Math.round(clip.sampleRateHz() / 10f);
    int block = Math.min(samples, 4 * hop);
    double[] powers = new double[1 + (samples - block) / hop];
    for (int i = 0; i < powers.length; i++) {
      powers[i] = (upTo[i * hop + block] - upTo[i * hop]) / block;
    }
    return powers;
  }

  /** Sums of squares of the weighted samples, from the start to each place. */
  private static double[] cumulativePower(Waveform clip) {
    Biquad shelf = Biquad.earShelf(clip.sampleRateHz());
    Biquad highPass = Biquad.earHighPass(clip.sampleRateHz());
    double[] upTo = new double[clip.samples().length + 1];
    for (int i = 0; i < clip.samples().length; i++) {
      double weighted = highPass.next(shelf.next(clip.samples()[i]));
      upTo[i + 1] = upTo[i] + weighted * weighted;
    }
    return upTo;
  }
}
