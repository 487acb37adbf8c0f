/** A real GPU: the CUDA driver, NVRTC and cuBLASLt through JavaCPP's bindings. */
package dev.attune.engine.cuda.nvidia;
