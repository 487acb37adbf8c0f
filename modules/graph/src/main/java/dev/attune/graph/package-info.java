/** Vetted operations and layers over SameDiff, with shapes known when the graph is built. */
package dev.attune.graph;
