package dev.attune.engine.cuda.training;

import dev.attune.engine.cuda.device.Device;
import dev.attune.engine.cuda.nvidia.NvidiaDevice;
import org.junit.jupiter.api.Tag;

/** The same by ranks that share a GPU. */
@Tag("gpu")
class ParallelSessionOnGpuTest extends ParallelSessionTest {
  @Override
  Device device() {
    return new NvidiaDevice();
  }
}
