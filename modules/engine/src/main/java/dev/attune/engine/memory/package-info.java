/** How much memory there is for what lies outside the heap. */
package dev.attune.engine.memory;
