package dev.attune.audio.preprocessing;

import dev.attune.audio.signal.Waveform;

/** Ways to say how loud a clip is, in decibels. */
public enum LoudnessMeasure {
  /**
   * {@code 20 log10} of the root of the mean square: 0 dB for a square wave that fills [-1, 1],
   * -3.01 for a sine.
   */
  RMS {
    @Override
    public double of(Waveform clip) {
      double sum = 0;
      for (float sample : clip.samples()) {
        sum += (double) sample * sample;
      }
      return 10 * Math.log10(sum / clip.samples().length);
    }
  },
  /**
   * Integrated loudness of one channel in LUFS, ITU-R BS.1770-5: filtered as an ear weighs, blocks
   * of 400 ms every 100 ms, those below -70 LUFS and those 10 LU below the rest left out. A clip
   * shorter than a block is one block. Needs a sample rate of 4000 Hz.
   */
  INTEGRATED {
    @Override
    public double of(Waveform clip) {
      return IntegratedLoudness.lufs(clip);
    }
  };

  /**
   * How loud a clip is.
   *
   * @return decibels; negative infinity for silence
   * @throws IllegalArgumentException if the sample rate is too low to measure
   */
  public abstract double of(Waveform clip);

  /**
   * The clip made as loud as asked, by one factor. Samples may then pass beyond [-1, 1]; nothing is
   * clipped. What measures as silence stays as it is.
   *
   * @param targetDb in this measure's decibels
   */
  public Waveform normalise(Waveform clip, double targetDb) {
    double found = of(clip);
    if (found == Double.NEGATIVE_INFINITY) {
      return clip;
    }
    double factor = Math.pow(10, (targetDb - found) / 20);
    float[] scaled = new float[clip.samples().length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = (float) (clip.samples()[i] * factor);
    }
    return new Waveform(scaled, clip.sampleRateHz());
  }
}
