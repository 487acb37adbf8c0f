/** The project's own timings: {@code attune bench}. */
package dev.attune.experiments.bench;
