/** Batches prepared ahead on their own threads, in an order that a seed decides. */
package dev.attune.datasets.loading;
