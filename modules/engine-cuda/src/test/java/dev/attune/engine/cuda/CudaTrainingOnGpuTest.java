package dev.attune.engine.cuda;

import dev.attune.engine.cuda.device.Device;
import dev.attune.engine.cuda.nvidia.NvidiaDevice;
import org.junit.jupiter.api.Tag;

/** The same on a GPU. */
@Tag("gpu")
class CudaTrainingOnGpuTest extends CudaTrainingTest {
  @Override
  Device device() {
    return new NvidiaDevice();
  }
}
