package dev.attune.engine.cuda.training;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.attune.engine.cuda.device.Collectives;
import dev.attune.engine.cuda.device.Device;
import dev.attune.engine.cuda.device.EmulatedDevice;
import dev.attune.engine.cuda.device.SimulatedRanks;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data-parallel training by ranks that share an emulated device. */
class ParallelSessionTest {
  @TempDir Path folder;

  private Device device;
  private Collectives collectives;

  @BeforeEach
  void open() throws InterruptedException {
    device = device();
    collectives = new SimulatedRanks(device);
  }

  /** What the ranks run on. */
  Device device() throws InterruptedException {
    assumeTrue(EmulatedDevice.possible(), "g++ is not installed: nothing runs the sources here");
    return new EmulatedDevice(folder, 1 << 28);
  }

  @AfterEach
  void everythingIsGivenBack() {
    if (device != null) {
      device.close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void ranksFollowGradientCachingAndTheWholeBatch(int ranks) {
    ParallelRuns.follow(device, collectives, ranks);
  }
}
