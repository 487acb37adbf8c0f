package dev.attune.retrieval;

/**
 * A row that was found.
 *
 * @param rank from 1
 * @param id the item's id
 * @param modality the modality of its table
 * @param split the split of its table
 * @param score cosine with the query
 * @param text the item's text, or null
 * @param path the item's path, or null
 */
public record SearchResult(
    int rank, String id, String modality, String split, double score, String text, String path) {}
