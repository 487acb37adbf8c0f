/** Finding items again: the embeddings that lie in a run directory, or that were made since. */
package dev.attune.experiments.search;
