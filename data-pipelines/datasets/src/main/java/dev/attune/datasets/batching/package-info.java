/** Which items make which batch, and making batches ahead of their use. */
package dev.attune.datasets.batching;
