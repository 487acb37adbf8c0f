package dev.attune.augmentation.audio;

import dev.attune.augmentation.Require;

/**
 * Band-limited resampling: a sinc under a Kaiser window, evaluated at the times of the outputs (J.
 * O. Smith, "Digital Audio Resampling Home Page", ccrma.stanford.edu/~jos/resample).
 *
 * <p>With N the lower of the two Nyquist frequencies: below {@link #PASS_BAND} N tones keep their
 * amplitude to 0.01 %, from N on they are at least {@link #STOP_BAND_DB} decibels down, and between
 * the two the response falls smoothly. Phase is linear, without delay: output n lies at the time of
 * input n * from / to. A constant stays itself. Beyond the ends of the clip there is silence, which
 * sways the outputs within 48 samples (of the lower rate) of an end.
 *
 * <p>Immutable and thread-safe. Its tables, at most a few megabytes, are best made once for a
 * ratio.
 */
public final class Resampler {
  /** Where the pass band ends, as a share of the lower Nyquist frequency. */
  public static final double PASS_BAND = 1 - KaiserSinc.TRANSITION;

  /** Least attenuation in decibels of what would fold back. */
  public static final double STOP_BAND_DB = KaiserSinc.ATTENUATION_DB;

  /** Beyond this, tables of each phase would outgrow the second-level cache. */
  private static final int MOST_PHASES = 1024;

  /** Slowest and fastest change of rate: that of the lowest to the highest rate there is. */
  private static final double MOST_CHANGE =
      (double) SamplesWritable.MAX_RATE_HZ / SamplesWritable.MIN_RATE_HZ;

  private final double ratio;
  private final Phases phases;

  private Resampler(double ratio, Phases phases) {
    this.ratio = ratio;
    this.phases = phases;
  }

  /**
   * From one sample rate to another.
   *
   * @param fromHz 100 to 768,000
   * @param toHz the same
   * @throws IllegalArgumentException if a rate is out of bounds
   */
  public static Resampler between(int fromHz, int toHz) {
    for (int rate : new int[] {fromHz, toHz}) {
      Require.that(
          rate >= SamplesWritable.MIN_RATE_HZ && rate <= SamplesWritable.MAX_RATE_HZ,
          "resampler: expected sample rates of %s to %s Hz, found %s",
          SamplesWritable.MIN_RATE_HZ,
          SamplesWritable.MAX_RATE_HZ,
          rate);
    }
    return reduced(fromHz, toHz);
  }

  /** {@code to} outputs for every {@code from} inputs. */
  static Resampler reduced(int from, int to) {
    int divisor = greatestCommonDivisor(from, to);
    int down = from / divisor;
    int up = to / divisor;
    double ratio = (double) to / from;
    if (up == down) {
      return new Resampler(1, null);
    }
    return Math.max(up, down) <= MOST_PHASES
        ? new Resampler(ratio, new PeriodicPhases(up, down))
        : new Resampler(ratio, new InterpolatedPhases((double) from / to));
  }

  /**
   * To another number of samples at the same nominal rate: played back, the sound is slower and
   * lower by this factor.
   *
   * @param ratio outputs to an input, 1/7680 to 7680
   * @throws IllegalArgumentException if the ratio is out of bounds
   */
  public static Resampler ofRatio(double ratio) {
    Require.between("resampler: ratio", 1 / MOST_CHANGE, MOST_CHANGE, ratio);
    return new Resampler(ratio, ratio == 1 ? null : new InterpolatedPhases(1 / ratio));
  }

  /**
   * How many outputs there are for a number of inputs: n * to / from to the nearest, at least 1.
   *
   * @throws IllegalArgumentException if an array could not hold them
   */
  public int outputLength(int inputs) {
    long outputs = Math.max(1, Math.round(inputs * ratio));
    Require.that(
        outputs <= Integer.MAX_VALUE - 8,
        "resampler: expected at most %s outputs, found %s for %s inputs",
        Integer.MAX_VALUE - 8,
        outputs,
        inputs);
    return (int) outputs;
  }

  /**
   * Resamples a clip.
   *
   * @param samples left as they are
   * @return {@link #outputLength} samples; the array itself where nothing changes
   * @throws IllegalArgumentException if there are none, or more than an array can hold
   */
  public float[] apply(float[] samples) {
    Require.that(samples.length > 0, "resampler: expected at least one sample, found none");
    if (phases == null) {
      return samples;
    }
    int half = phases.half();
    float[] outputs = new float[outputLength(samples.length)];
    Require.that(
        samples.length <= Integer.MAX_VALUE - 8 - 2 * half,
        "resampler: expected at most %s samples, found %s",
        Integer.MAX_VALUE - 8 - 2 * half,
        samples.length);
    float[] padded = new float[samples.length + 2 * half];
    System.arraycopy(samples, 0, padded, half, samples.length);
    phases.fill(padded, outputs);
    return outputs;
  }

  private static int greatestCommonDivisor(int a, int b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }
}
