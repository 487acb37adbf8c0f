package dev.attune.augmentation.audio;

import dev.attune.augmentation.Seeds;
import java.util.random.RandomGenerator;

/** Sounds and spectrograms for tests. */
final class Sounds {
  private Sounds() {}

  /** A sine of amplitude 1 that begins at a phase of 0.3. */
  static SamplesWritable tone(double hz, int size, int rateHz) {
    float[] samples = new float[size];
    for (int i = 0; i < size; i++) {
      samples[i] = (float) Math.sin(2 * Math.PI * hz * i / rateHz + 0.3);
    }
    return new SamplesWritable(samples, rateHz);
  }

  /** Gaussian white noise of deviation 0.1. */
  static SamplesWritable noise(int size, int rateHz, long seed) {
    RandomGenerator random = new Seeds(seed).at(0, 0, 0);
    float[] samples = new float[size];
    for (int i = 0; i < size; i++) {
      samples[i] = (float) (0.1 * random.nextGaussian());
    }
    return new SamplesWritable(samples, rateHz);
  }

  static SamplesWritable silence(int size, int rateHz) {
    return new SamplesWritable(new float[size], rateHz);
  }

  static SpectrogramWritable spectrogram(int frames, int bands, long seed) {
    return new SpectrogramWritable(noise(frames * bands, 100, seed).samples(), frames, bands);
  }

  /** 10 log10 of the ratio of two mean squares. */
  static double db(double power, double otherPower) {
    return 10 * Math.log10(power / otherPower);
  }

  static double power(float[] samples) {
    double sum = 0;
    for (float sample : samples) {
      sum += (double) sample * sample;
    }
    return sum / samples.length;
  }

  /** Power of one frequency, in the middle of a clip, under a Hann window. */
  static double powerAt(double hz, SamplesWritable clip) {
    double re = 0;
    double im = 0;
    int size = clip.size();
    for (int i = 0; i < size; i++) {
      double window = 1 - Math.cos(2 * Math.PI * i / size);
      double angle = 2 * Math.PI * hz * i / clip.sampleRateHz();
      re += window * clip.samples()[i] * Math.cos(angle);
      im += window * clip.samples()[i] * Math.sin(angle);
    }
    return (re * re + im * im) / ((double) size * size);
  }
}
