/** A graph compiled once to a static list of operations over typed, shaped values. */
package dev.attune.engine.program;
