/** The one training loop, over any source of batches. */
package dev.attune.engine.training;
