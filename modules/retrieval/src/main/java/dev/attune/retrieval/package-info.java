/** Embedding files ({@code .npy}, {@code .jsonl}, Parquet) and exact search over them. */
package dev.attune.retrieval;
