/**
 * Layers: immutable descriptions that declare their parameters in a graph, under its prefix, and
 * build their operations. Applied twice under one prefix they share their parameters.
 */
package dev.attune.graph.layer;
