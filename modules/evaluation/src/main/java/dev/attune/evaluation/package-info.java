/**
 * Metrics, intervals and controls for retrieval, zero-shot classification, clustering and the
 * geometry of embeddings, on plain arrays.
 */
package dev.attune.evaluation;
