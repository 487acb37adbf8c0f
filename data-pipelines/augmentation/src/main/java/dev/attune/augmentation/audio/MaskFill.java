package dev.attune.augmentation.audio;

/** What {@link TimeMask} and {@link FrequencyMask} put in place of what they hide. */
public enum MaskFill {
  /** The mean of the spectrogram's values: says nothing, and moves the mean least. */
  MEAN {
    @Override
    float of(float[] values) {
      double sum = 0;
      for (float value : values) {
        sum += value;
      }
      return (float) (sum / values.length);
    }
  },

  /** 0: the mean of features that are normalised (as in SpecAugment), silence of magnitudes. */
  ZERO {
    @Override
    float of(float[] values) {
      return 0;
    }
  },

  /** The least of the spectrogram's values: silence, in features that are logarithms. */
  MINIMUM {
    @Override
    float of(float[] values) {
      float least = values[0];
      for (float value : values) {
        least = Math.min(least, value);
      }
      return least;
    }
  };

  /** The value for a spectrogram of these values. */
  abstract float of(float[] values);
}
