/** The {@code cpu} executor: plans run by oneDNN's kernels on ND4J's off-heap buffers. */
package dev.attune.engine.cpu;
