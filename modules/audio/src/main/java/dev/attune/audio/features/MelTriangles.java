package dev.attune.audio.features;

/** Along which axis the sides of mel filters are straight. */
public enum MelTriangles {
  /** Straight over hertz: librosa, PyTorch. */
  IN_HZ,
  /** Straight over mel: HTK, Kaldi. */
  IN_MEL
}
