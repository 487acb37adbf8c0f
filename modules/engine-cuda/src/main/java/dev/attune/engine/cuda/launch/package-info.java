/** What is launched on the device in one step, in order, and how a plan becomes that. */
package dev.attune.engine.cuda.launch;
