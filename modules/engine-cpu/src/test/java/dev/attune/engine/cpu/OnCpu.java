package dev.attune.engine.cpu;

import dev.attune.engine.Agreement;

/** This module's kernels against ND4J's. */
final class OnCpu {
  static final Agreement AGREEMENT = Agreement.of(new CpuKernels());

  private OnCpu() {}
}
