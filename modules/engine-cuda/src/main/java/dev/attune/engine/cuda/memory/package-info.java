/** Where a plan's arrays stand in a device's memory. */
package dev.attune.engine.cuda.memory;
