package dev.attune.audio.signal;

import dev.attune.augmentation.Require;
import dev.attune.augmentation.audio.Resampler;
import dev.attune.augmentation.audio.SamplesWritable;

/**
 * A clip of one channel. Decoded audio lies in [-1, 1], though nothing here depends on it.
 *
 * @param samples at least one, all finite; not copied, and not to be written to afterwards
 * @param sampleRateHz {@value #LEAST_HZ} to {@value #MOST_HZ}: from what a telephone would not
 *     carry to ultrasound recorders; other rates are mistakes of a header
 */
public record Waveform(float[] samples, int sampleRateHz) {
  /** Lowest sample rate. */
  public static final int LEAST_HZ = 100;

  /** Highest sample rate. */
  public static final int MOST_HZ = 768_000;

  private static final float SILENCE = 1e-5f;

  /** Checks length, rate and every sample. */
  public Waveform {
    Require.that(
        sampleRateHz >= LEAST_HZ && sampleRateHz <= MOST_HZ,
        "sample_rate_hz: expected %d to %d, found %d",
        LEAST_HZ,
        MOST_HZ,
        sampleRateHz);
    Require.that(samples.length > 0, "waveform: expected at least one sample, found none");
    for (int i = 0; i < samples.length; i++) {
      if (!Float.isFinite(samples[i])) {
        throw new IllegalArgumentException(
            "waveform: expected finite samples, found " + samples[i] + " at sample " + i);
      }
    }
  }

  /** Whether no sample is louder than 1e-5, -100 dB: a third of the least step of 16 bit. */
  public boolean isSilent() {
    for (float sample : samples) {
      if (Math.abs(sample) > SILENCE) {
        return false;
      }
    }
    return true;
  }

  /** Length in seconds. */
  public double durationSeconds() {
    return (double) samples.length / sampleRateHz;
  }

  /**
   * The same sound at another rate, band-limited, so that nothing above half the lower rate folds
   * back.
   *
   * @param hz {@value #LEAST_HZ} to {@value #MOST_HZ}
   * @return this object if the rate is the same already
   */
  public Waveform resampledTo(int hz) {
    if (hz == sampleRateHz) {
      return this;
    }
    Require.that(
        hz >= LEAST_HZ && hz <= MOST_HZ,
        "sample_rate_hz: expected %d to %d, found %d",
        LEAST_HZ,
        MOST_HZ,
        hz);
    return new Waveform(Resampler.between(sampleRateHz, hz).apply(samples), hz);
  }

  /** As DataVec and the augmentations take it; the samples are shared. */
  public SamplesWritable toWritable() {
    return new SamplesWritable(samples, sampleRateHz);
  }

  /** Out of a DataVec record; the samples are shared. */
  public static Waveform of(SamplesWritable writable) {
    return new Waveform(writable.samples(), writable.sampleRateHz());
  }
}
