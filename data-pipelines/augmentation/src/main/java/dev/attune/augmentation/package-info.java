/**
 * The contract that the augmentations of all modalities share, over DataVec's {@code Writable}.
 *
 * <p>An {@link dev.attune.augmentation.Augmentation} is stateless and draws from a random source
 * that it is given; {@link dev.attune.augmentation.Seeds} derives that source from (seed, epoch,
 * item, view). What an item looks like therefore depends neither on the number of threads nor on
 * the order in which items are prepared, and a resumed run sees what the interrupted one would have
 * seen.
 */
package dev.attune.augmentation;
