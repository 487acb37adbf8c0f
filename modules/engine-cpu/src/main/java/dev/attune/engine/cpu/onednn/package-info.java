/** oneDNN's primitives from Java: descriptors, prepared calls, the library's errors. */
package dev.attune.engine.cpu.onednn;
