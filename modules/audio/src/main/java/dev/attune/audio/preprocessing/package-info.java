/**
 * What happens to a clip between its file and its features when nothing is left to chance: silence
 * trimmed, length bounded, rate and loudness made the same.
 */
package dev.attune.audio.preprocessing;
