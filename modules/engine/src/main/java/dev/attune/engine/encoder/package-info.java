/**
 * What the encoder module of every modality shares: a tower's configuration and weights in one
 * folder, and the tower compiled for embedding.
 */
package dev.attune.engine.encoder;
