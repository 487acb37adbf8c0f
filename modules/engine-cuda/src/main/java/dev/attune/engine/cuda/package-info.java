/** Programs on NVIDIA GPUs. */
package dev.attune.engine.cuda;
