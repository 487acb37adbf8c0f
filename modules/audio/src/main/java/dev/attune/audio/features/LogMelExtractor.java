package dev.attune.audio.features;

import dev.attune.audio.signal.Waveform;
import dev.attune.augmentation.Require;
import dev.attune.augmentation.audio.SpectrogramWritable;

/**
 * Log-mel features of clips. Immutable and safe to share between threads; each call has memory of
 * its own.
 */
public final class LogMelExtractor {
  private final LogMel config;
  private final Stft stft;
  private final MelFilterBank filters;

  /**
   * Prepares windows, factors and filters.
   *
   * @throws IllegalArgumentException if a band holds no frequency of the transform
   */
  public LogMelExtractor(LogMel config) {
    this.config = config;
    this.stft = new Stft(config.framing());
    this.filters = new MelFilterBank(config);
  }

  /** What is computed. */
  public LogMel config() {
    return config;
  }

  /**
   * The features of a clip.
   *
   * @return {@code [frames, bands]}
   * @throws IllegalArgumentException if the rate is not the configuration's, or the clip is too
   *     short for one frame
   */
  public SpectrogramWritable apply(Waveform clip) {
    Require.that(
        clip.sampleRateHz() == config.sampleRateHz(),
        "sample_rate_hz: expected %d, found a clip of %d",
        config.sampleRateHz(),
        clip.sampleRateHz());
    float[] samples = clip.samples();
    int frames = config.frames(samples.length);
    int bands = config.bands();
    float[] values = new float[Stft.size(frames, bands)];
    float[] spectrum = new float[filters.bins()];
    RealFourierTransform.Workspace work = stft.workspace();
    for (int frame = 0; frame < frames; frame++) {
      stft.analyse(samples, frame, work);
      stft.squares(work, spectrum, 0);
      if (config.power() == 1) {
        roots(spectrum);
      }
      filters.apply(spectrum, values, frame * bands);
    }
    logarithms(values);
    return new SpectrogramWritable(values, frames, bands);
  }

  private static void roots(float[] spectrum) {
    for (int i = 0; i < spectrum.length; i++) {
      spectrum[i] = (float) Math.sqrt(spectrum[i]);
    }
  }

  private void logarithms(float[] values) {
    double factor =
        switch (config.log()) {
          case NATURAL -> 1;
          case LOG10 -> 1 / Math.log(10);
          case DECIBEL -> 10 * (3 - config.power()) / Math.log(10);
        };
    double floor = config.floor();
    float loudest = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (factor * Math.log(Math.max(floor, values[i])));
      loudest = Math.max(loudest, values[i]);
    }
    if (config.topDb() > 0) {
      float least = (float) (loudest - config.topDb());
      for (int i = 0; i < values.length; i++) {
        values[i] = Math.max(least, values[i]);
      }
    }
  }
}
