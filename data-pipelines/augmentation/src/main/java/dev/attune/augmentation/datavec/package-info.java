/**
 * Augmentations inside DataVec's own record readers.
 *
 * <p>{@link dev.attune.augmentation.datavec.AugmentingRecordReader} changes one column of any
 * reader's records; {@link dev.attune.augmentation.datavec.ArrayImages} is for readers whose
 * pictures come as arrays, as those of {@code ImageRecordReader} do. Needs {@code datavec-api}
 * alone.
 */
package dev.attune.augmentation.datavec;
