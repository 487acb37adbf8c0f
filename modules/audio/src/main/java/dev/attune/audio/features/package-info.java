/**
 * Waveforms to spectrograms: short-time Fourier transforms, mel filter banks and log-mel energies
 * in the conventions of librosa and of Kaldi, each of which says what it is made of.
 */
package dev.attune.audio.features;
