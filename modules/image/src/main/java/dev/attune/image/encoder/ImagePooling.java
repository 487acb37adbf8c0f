package dev.attune.image.encoder;

/** How a row of patches becomes one vector. */
public enum ImagePooling {
  /** The mean over all patches. */
  MEAN,
  /** A learnt token put before the patches (arXiv:2010.11929). */
  CLASS_TOKEN
}
