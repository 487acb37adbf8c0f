package dev.attune.audio.decoding;

import java.util.Arrays;
import javazoom.jl.decoder.OutputBuffer;

/** Takes the samples of a frame as JLayer computes them, before it rounds them to 16 bit. */
final class Mp3Output extends OutputBuffer {
  private static final int MOST_SAMPLES = 1152;
  private static final int SUBBANDS = 32;

  /** What JLayer's synthesis filter multiplies by, a little less than 2^15. */
  private static final double FULL_SCALE = 32_700;

  private final float[][] channels;
  private final int[] filled;

  Mp3Output(int channels) {
    super(channels, false);
    this.channels = new float[channels][MOST_SAMPLES];
    this.filled = new int[channels];
  }

  @Override
  public void appendSamples(int channel, float[] samples) {
    System.arraycopy(samples, 0, channels[channel], filled[channel], SUBBANDS);
    filled[channel] += SUBBANDS;
  }

  /** Gives the mean of the channels, and begins anew. */
  void drainTo(MonoSamples samples) {
    for (int i = 0; i < filled[0]; i++) {
      double sum = 0;
      for (float[] channel : channels) {
        sum += channel[i];
      }
      samples.add(sum / channels.length / FULL_SCALE);
    }
    Arrays.fill(filled, 0);
  }
}
