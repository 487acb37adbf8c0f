package dev.attune.augmentation.audio;

import java.util.random.RandomGenerator;

/** How the power of a noise falls with frequency. */
public enum NoiseColour {
  /** The same power at each frequency. */
  WHITE {
    @Override
    float[] draw(int count, int rateHz, RandomGenerator random) {
      float[] noise = new float[count];
      for (int i = 0; i < count; i++) {
        noise[i] = (float) random.nextGaussian();
      }
      return noise;
    }
  },

  /**
   * Power as 1/f, 3 decibels less each octave: white noise under the three-pole filter of J. O.
   * Smith ("Spectral Audio Signal Processing", Example: Synthesis of 1/F Noise).
   */
  PINK {
    @Override
    float[] draw(int count, int rateHz, RandomGenerator random) {
      PinkFilter filter = new PinkFilter();
      // The slowest pole has died away to a thousandth after this many samples.
      for (int i = 0; i < 1430; i++) {
        filter.next(random.nextGaussian());
      }
      float[] noise = new float[count];
      for (int i = 0; i < count; i++) {
        noise[i] = (float) filter.next(random.nextGaussian());
      }
      return noise;
    }
  },

  /**
   * Power as 1/f², 6 decibels less each octave: the sum of white noise, which forgets below 20 Hz
   * so that it does not wander off.
   */
  BROWN {
    @Override
    float[] draw(int count, int rateHz, RandomGenerator random) {
      double memory = Math.exp(-2 * Math.PI * 20 / rateHz);
      double value = random.nextGaussian() / Math.sqrt(1 - memory * memory);
      float[] noise = new float[count];
      for (int i = 0; i < count; i++) {
        noise[i] = (float) value;
        value = memory * value + random.nextGaussian();
      }
      return noise;
    }
  };

  /**
   * Noise of any power.
   *
   * @param count how many samples
   * @param rateHz samples a second
   */
  abstract float[] draw(int count, int rateHz, RandomGenerator random);
}
