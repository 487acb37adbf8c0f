/**
 * Sounds as DataVec items, their resampling and their augmentations, in plain Java.
 *
 * <p>A sound is a {@link dev.attune.augmentation.audio.SamplesWritable}: one channel of float32
 * samples, full scale at -1 and 1, which no augmentation clips to. What comes after the features is
 * a {@link dev.attune.augmentation.audio.SpectrogramWritable}. Decibels are 20 log10 of ratios of
 * amplitudes.
 */
package dev.attune.augmentation.audio;
