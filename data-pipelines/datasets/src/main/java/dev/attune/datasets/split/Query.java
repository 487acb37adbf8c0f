package dev.attune.datasets.split;

/**
 * A caption that a model is asked about.
 *
 * @param item position of the item in its data set
 * @param caption the text
 */
public record Query(int item, String caption) {}
