package dev.attune.engine.cuda;

import dev.attune.engine.cuda.device.Device;
import dev.attune.engine.executor.Kernels;

/** What tests of other packages open. */
public final class CudaTesting {
  private CudaTesting() {}

  /** Programs on a device. */
  public static Kernels kernels(Device device) {
    return new CudaKernels(device);
  }
}
