package dev.attune.image.encoder;

/** What a convolutional network does before its first stage. */
public enum Stem {
  /** Nothing: the first stage reads the pixels. */
  NONE,
  /** A 3×3 convolution. */
  CONVOLUTION,
  /** A 3×3 convolution with stride 2. */
  STRIDED_CONVOLUTION,
  /** Patches of 2×2 pixels, each mapped linearly. */
  PATCHES_2,
  /** Patches of 4×4 pixels, each mapped linearly (arXiv:2201.03545). */
  PATCHES_4,
  /** A 7×7 convolution with stride 2, then the largest of each 3×3 (arXiv:1512.03385). */
  RESIDUAL_NETWORK
}
