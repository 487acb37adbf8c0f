/** Audio towers: immutable configurations that build themselves in a graph. */
package dev.attune.audio.encoder;
