/** Optimisers, learning-rate schedules and gradient clipping. */
package dev.attune.engine.optimizer;
