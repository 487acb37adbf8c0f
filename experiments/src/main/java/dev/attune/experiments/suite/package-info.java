/** Several runs on the same splits, one after another, and the table that compares them. */
package dev.attune.experiments.suite;
