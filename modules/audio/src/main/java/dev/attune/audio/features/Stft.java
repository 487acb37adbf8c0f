package dev.attune.audio.features;

import dev.attune.augmentation.Require;
import dev.attune.augmentation.audio.SpectrogramWritable;

/**
 * Short-time Fourier transform of real samples. Not scaled: a frame's spectrum is the plain sum
 * {@code X[k] = sum w[n] x[n] exp(-2 pi i k n / fft)}. Immutable and safe to share between threads;
 * each call has memory of its own.
 */
public final class Stft {
  private final Framing framing;
  private final float[] window;
  private final RealFourierTransform transform;

  /** Prepares windows and factors. */
  public Stft(Framing framing) {
    this.framing = framing;
    double[] values = framing.window().values(framing.windowSamples());
    this.window = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      window[i] = (float) values[i];
    }
    this.transform = new RealFourierTransform(framing.fftSize());
  }

  /** How clips are cut. */
  public Framing framing() {
    return framing;
  }

  /**
   * The spectrum itself.
   *
   * @param samples of one clip
   * @return {@code [frames, bins, 2]}: real, imaginary
   * @throws IllegalArgumentException as {@link Framing#frames}
   */
  public float[] complex(float[] samples) {
    int frames = framing.frames(samples.length);
    int bins = framing.bins();
    float[] values = new float[2 * size(frames, bins)];
    RealFourierTransform.Workspace work = transform.workspace();
    int at = 0;
    for (int frame = 0; frame < frames; frame++) {
      analyse(samples, frame, work);
      for (int k = 0; k < bins; k++) {
        values[at++] = work.re[k];
        values[at++] = work.im[k];
      }
    }
    return values;
  }

  /**
   * Squared magnitudes.
   *
   * @param samples of one clip
   * @return {@code [frames, bins]}
   * @throws IllegalArgumentException as {@link Framing#frames}
   */
  public SpectrogramWritable power(float[] samples) {
    int frames = framing.frames(samples.length);
    int bins = framing.bins();
    float[] values = new float[size(frames, bins)];
    RealFourierTransform.Workspace work = transform.workspace();
    for (int frame = 0; frame < frames; frame++) {
      analyse(samples, frame, work);
      squares(work, values, frame * bins);
    }
    return new SpectrogramWritable(values, frames, bins);
  }

  /** Refuses what one array does not hold. */
  static int size(int frames, int columns) {
    Require.that(
        2L * frames * columns <= Integer.MAX_VALUE - 8,
        "spectrogram: expected at most %d values, found %d frames of %d",
        (Integer.MAX_VALUE - 8) / 2,
        frames,
        columns);
    return frames * columns;
  }

  RealFourierTransform.Workspace workspace() {
    return transform.workspace();
  }

  /** Squared magnitudes of what was analysed last. */
  void squares(RealFourierTransform.Workspace work, float[] into, int at) {
    float[] re = work.re;
    float[] im = work.im;
    for (int k = 0; k < re.length; k++) {
      into[at + k] = re[k] * re[k] + im[k] * im[k];
    }
  }

  /** Transforms one frame; its spectrum is in the workspace. */
  void analyse(float[] samples, int frame, RealFourierTransform.Workspace work) {
    int lead = framing.lead();
    cut(samples, framing.start(frame), work.frame, lead);
    if (framing.removeMean()) {
      removeMean(work.frame, lead);
    }
    if (framing.preEmphasis() > 0) {
      emphasise(work.frame, lead);
    }
    for (int i = 0; i < window.length; i++) {
      work.frame[lead + i] *= window[i];
    }
    transform.run(work);
  }

  private void cut(float[] samples, int start, float[] frame, int lead) {
    int length = window.length;
    int from = Math.max(0, -start);
    int to = Math.min(length, samples.length - start);
    if (from < to) {
      System.arraycopy(samples, start + from, frame, lead + from, to - from);
    }
    for (int i = 0; i < Math.min(from, length); i++) {
      frame[lead + i] = beyond(samples, start + i);
    }
    for (int i = Math.max(from, to); i < length; i++) {
      frame[lead + i] = beyond(samples, start + i);
    }
  }

  private float beyond(float[] samples, int at) {
    if (framing.edges() != FrameEdges.REFLECTED) {
      return 0;
    }
    if (samples.length == 1) {
      return samples[0];
    }
    int period = 2 * (samples.length - 1);
    int folded = Math.floorMod(at, period);
    return samples[Math.min(folded, period - folded)];
  }

  private void removeMean(float[] frame, int lead) {
    double sum = 0;
    for (int i = 0; i < window.length; i++) {
      sum += frame[lead + i];
    }
    float mean = (float) (sum / window.length);
    for (int i = 0; i < window.length; i++) {
      frame[lead + i] -= mean;
    }
  }

  private void emphasise(float[] frame, int lead) {
    float p = (float) framing.preEmphasis();
    for (int i = window.length - 1; i > 0; i--) {
      frame[lead + i] -= p * frame[lead + i - 1];
    }
    frame[lead] -= p * frame[lead];
  }
}
