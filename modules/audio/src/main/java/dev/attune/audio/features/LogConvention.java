package dev.attune.audio.features;

/** What is taken of a band's energy, once it is not below the floor. */
public enum LogConvention {
  /** {@code ln}: Kaldi, HTK. */
  NATURAL,
  /** {@code log10}. */
  LOG10,
  /**
   * {@code 10 log10} of power, {@code 20 log10} of magnitude, against 1: librosa's {@code
   * power_to_db} and {@code amplitude_to_db}.
   */
  DECIBEL
}
