/**
 * What frozen features are worth to a simple classifier: nearest neighbours and a linear probe, on
 * all labels or a few of them.
 */
package dev.attune.evaluation.probe;
