/**
 * Texts and token sequences as DataVec items, and their augmentations.
 *
 * <p>Texts are DataVec's {@code Text}, taken as words between white space and joined again by
 * single spaces; token sequences are {@link dev.attune.augmentation.text.TokensWritable}. The
 * deletions, swaps and crops do the same to both.
 */
package dev.attune.augmentation.text;
