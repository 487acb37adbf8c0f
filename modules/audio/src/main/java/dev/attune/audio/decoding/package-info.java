/**
 * Audio files to waveforms: WAV, Ogg Vorbis, FLAC and MP3 from anywhere, told by their content,
 * checked and bounded before anything is allocated. Every sample or a clear error, never a silently
 * shorter clip.
 */
package dev.attune.audio.decoding;
