/**
 * Operations on values: each computes its result's static shape, refuses shapes that do not fit,
 * and states its gradient.
 */
package dev.attune.graph.operation;
