/** What this machine offers: Java, processor, memory, ND4J's backend, GPUs, data clients. */
package dev.attune.experiments.machine;
