/** Kernels as CUDA C++. */
package dev.attune.engine.cuda.source;
