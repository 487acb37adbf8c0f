/** A graph compiled once and replayed: what the parts of the engine hand to one another. */
package dev.attune.engine;
