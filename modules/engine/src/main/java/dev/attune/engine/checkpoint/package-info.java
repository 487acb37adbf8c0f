/**
 * Weights and training state on disk: bounded reading, and checkpoints that are whole or absent.
 */
package dev.attune.engine.checkpoint;
