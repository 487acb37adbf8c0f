/** What is asked of a GPU: memory, and calls that are recorded once and replayed. */
package dev.attune.engine.cuda.device;
