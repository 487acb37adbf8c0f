/**
 * Pictures as DataVec items and their augmentations, in plain Java.
 *
 * <p>A picture is a {@link dev.attune.augmentation.image.PixelsWritable}: float32, planes in the
 * order red, green, blue, values 0 to 1. Where torchvision has an augmentation of the same name,
 * the settings mean the same.
 */
package dev.attune.augmentation.image;
