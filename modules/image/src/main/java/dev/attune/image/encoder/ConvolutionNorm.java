package dev.attune.image.encoder;

/** What stands between a convolution and its nonlinearity. */
public enum ConvolutionNorm {
  /** Batch normalisation (arXiv:1502.03167). */
  BATCH,
  /** A bias alone; items then do not depend on their batch. */
  NONE
}
