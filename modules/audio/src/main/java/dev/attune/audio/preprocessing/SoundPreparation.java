package dev.attune.audio.preprocessing;

import dev.attune.audio.signal.Waveform;
import dev.attune.augmentation.Require;
import java.util.Arrays;

/**
 * What happens to a sound before its spectrogram is taken, in this order: quiet ends trimmed,
 * length bounded, resampled, loudness normalised. It belongs with an encoder's weights, since an
 * encoder answers differently to clips prepared otherwise.
 *
 * @param sampleRateHz rate that clips are brought to
 * @param trimSilence whether quiet ends are cut off, by {@link SilenceTrimming#below}
 * @param trimBelowPeakDb how far below the loudest place the ends count as quiet
 * @param maxDurationSeconds only the beginning of a clip that is longer is kept
 * @param normaliseLoudness whether clips are made equally loud
 * @param loudnessMeasure by which measure
 * @param loudnessTargetDb how loud, in the measure's decibels, at most 0
 */
public record SoundPreparation(
    int sampleRateHz,
    boolean trimSilence,
    double trimBelowPeakDb,
    double maxDurationSeconds,
    boolean normaliseLoudness,
    LoudnessMeasure loudnessMeasure,
    double loudnessTargetDb) {
  /** Checks ranges. */
  public SoundPreparation {
    Require.that(
        sampleRateHz >= Waveform.LEAST_HZ && sampleRateHz <= Waveform.MOST_HZ,
        "sample_rate_hz: expected %d to %d, found %d",
        Waveform.LEAST_HZ,
        Waveform.MOST_HZ,
        sampleRateHz);
    Require.that(
        trimBelowPeakDb > 0 && trimBelowPeakDb <= 200,
        "trim_below_peak_db: expected more than 0, at most 200, found %s",
        trimBelowPeakDb);
    Require.that(
        maxDurationSeconds >= 0.01 && maxDurationSeconds <= 3600,
        "max_duration_seconds: expected 0.01 to 3600, found %s",
        maxDurationSeconds);
    Require.that(
        loudnessMeasure != null, "loudness_measure: expected rms or integrated, found none");
    Require.between("loudness_target_db", -100, 0, loudnessTargetDb);
  }

  /**
   * The rate alone; clips up to 30 s. What is off has these values once it is switched on: 40 dB,
   * and -26 dB of RMS, which leaves speech the headroom of its peaks (its crest factor is some 20
   * dB).
   */
  public static SoundPreparation of(int sampleRateHz) {
    return new SoundPreparation(sampleRateHz, false, 40, 30, false, LoudnessMeasure.RMS, -26);
  }

  /**
   * Prepares a clip.
   *
   * @return at the configured rate
   * @throws IllegalArgumentException if integrated loudness is asked for at a rate too low
   */
  public Waveform apply(Waveform clip) {
    Waveform trimmed = trimSilence ? SilenceTrimming.below(trimBelowPeakDb).apply(clip) : clip;
    Waveform resampled = bounded(trimmed).resampledTo(sampleRateHz);
    return normaliseLoudness ? loudnessMeasure.normalise(resampled, loudnessTargetDb) : resampled;
  }

  private Waveform bounded(Waveform clip) {
    long most = Math.max(1, Math.round(maxDurationSeconds * clip.sampleRateHz()));
    return clip.samples().length <= most
        ? clip
        : new Waveform(Arrays.copyOf(clip.samples(), (int) most), clip.sampleRateHz());
  }
}
