package dev.attune.graph;

/**
 * Rows of a table by integer id, fulfilled outside SameDiff because the backward pass of its gather
 * is broken: the engine writes the rows into {@code rows} before a step, and adds the rows'
 * gradient to the table's afterwards.
 *
 * @param table the parameter of shape [vocabulary, width]
 * @param ids an integer input of n elements, each in 0 … vocabulary − 1
 * @param rows the input of shape [n, width] that stands in the graph
 */
public record Lookup(Parameter table, Value ids, Value rows) {}
