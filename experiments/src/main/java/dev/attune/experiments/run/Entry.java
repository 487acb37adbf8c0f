package dev.attune.experiments.run;

/**
 * One row of one modality: what asks, or what is found.
 *
 * @param item position of the item in its data set
 * @param content its file, or one of its captions
 */
record Entry(int item, String content) {}
