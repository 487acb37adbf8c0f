package dev.attune.datasets.loading;

/**
 * A batch as delivered.
 *
 * @param cursor its place
 * @param items number of its items
 * @param value what the loader made
 * @param <B> a batch
 */
public record Loaded<B>(Cursor cursor, int items, B value) {}
