package dev.attune.augmentation.audio;

import dev.attune.augmentation.Require;

/** Two clips at once. What the mixture means, a label or a caption, is the caller's to mix. */
public final class SampleMixing {
  private SampleMixing() {}

  /**
   * Mixup for sounds: between-class learning (Tokozume, Ushiku and Harada, arXiv 1711.10282,
   * equation 2), with the gains from the clips' root mean squares.
   *
   * <p>{@code (p a + (1 - p) b) / sqrt(p² + (1 - p)²)} with {@code p = 1 / (1 + rms(a) / rms(b) *
   * (1 - ratio) / ratio)}: as loud in the mixture as the ratio says, whatever the clips' own
   * loudness, and for clips of equal power no louder than either. Where one of the two is silent, p
   * is the ratio itself.
   *
   * @param first of n samples
   * @param second cut, or followed by silence, to n samples
   * @param ratio share of the first, 0 to 1; the paper draws it evenly
   * @return n samples
   * @throws IllegalArgumentException if the sample rates differ or the ratio is out of bounds
   */
  public static SamplesWritable mix(SamplesWritable first, SamplesWritable second, double ratio) {
    sameRate("mix", first, second);
    Require.between("mix: ratio", 0, 1, ratio);
    double rms = Math.sqrt(Levels.power(first.samples()));
    double otherRms = Math.sqrt(Levels.power(second.samples()));
    boolean silent = rms == 0 || otherRms == 0;
    double share = silent ? ratio : ratio * otherRms / (ratio * otherRms + (1 - ratio) * rms);
    double norm = Math.hypot(share, 1 - share);
    return sum(first, share / norm, second, (1 - share) / norm);
  }

  /**
   * The first clip with the second laid over it, so that the ratio of their powers is {@code
   * snrDb}, the second's being taken over the part that is heard. Where either is silent the first
   * stays as it is.
   *
   * @param first of n samples
   * @param second cut, or followed by silence, to n samples
   * @param snrDb within -120 to 120
   * @return n samples
   * @throws IllegalArgumentException if the sample rates differ or the ratio is out of bounds
   */
  public static SamplesWritable atSnr(SamplesWritable first, SamplesWritable second, double snrDb) {
    sameRate("mix", first, second);
    Require.between("mix: snr_db", -Levels.MOST_DB, Levels.MOST_DB, snrDb);
    return Levels.overlaid(first, sum(first, 0, second, 1).samples(), snrDb);
  }

  private static SamplesWritable sum(
      SamplesWritable first, double factor, SamplesWritable second, double otherFactor) {
    float[] mixed = Levels.scaled(first.samples(), factor);
    int common = Math.min(mixed.length, second.size());
    for (int i = 0; i < common; i++) {
      mixed[i] = (float) (factor * first.samples()[i] + otherFactor * second.samples()[i]);
    }
    return first.with(mixed);
  }

  /** Refuses two clips at different rates. */
  static void sameRate(String what, SamplesWritable first, SamplesWritable second) {
    Require.that(
        first.sampleRateHz() == second.sampleRateHz(),
        "%s: expected clips at one sample rate, found %s and %s Hz",
        what,
        first.sampleRateHz(),
        second.sampleRateHz());
  }
}
