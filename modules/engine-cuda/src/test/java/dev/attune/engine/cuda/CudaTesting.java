package dev.attune.engine.cuda;

import dev.attune.engine.cuda.device.Device;
import dev.attune.engine.executor.Kernels;
import dev.attune.engine.executor.Precision;

/** What tests of other packages open. */
public final class CudaTesting {
  private CudaTesting() {}

  /** Programs on a device. */
  public static Kernels kernels(Device device, Precision precision) {
    return new CudaKernels(device, precision);
  }

  /** How far a result may be from single precision's, by norm. */
  public static double tolerance(Precision precision) {
    return switch (precision) {
      case FP32 -> 1e-5;
      case TF32 -> 2e-3;
      case BF16 -> 1e-2;
    };
  }
}
