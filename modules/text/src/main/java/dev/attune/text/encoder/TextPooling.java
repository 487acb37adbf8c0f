package dev.attune.text.encoder;

/** How a row of tokens becomes one vector. */
public enum TextPooling {
  /** The mean over the tokens that are not padding. */
  MASKED_MEAN,
  /** The last token before the padding, as in CLIP (arXiv:2103.00020). */
  LAST_TOKEN
}
