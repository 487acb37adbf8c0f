package dev.attune.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.attune.engine.Batch;
import dev.attune.engine.Models;
import dev.attune.engine.Specs;
import dev.attune.engine.cuda.device.Device;
import dev.attune.engine.cuda.device.EmulatedDevice;
import dev.attune.engine.executor.Executor;
import dev.attune.engine.executor.Nd4jExecutor;
import dev.attune.engine.executor.Precision;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.engine.executor.TrainingState;
import dev.attune.engine.optimizer.AdamWConfig;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Training steps, with dropout, looked-up rows and clipping, on an emulated device. */
class CudaTrainingTest {
  private static final Specs SPECS =
      Specs.plain().optimizer(new AdamWConfig(0.9, 0.98, 1e-6, 0.1)).maxGradientNorm(0.3);

  @TempDir Path folder;

  private Device device;

  @BeforeEach
  void open() throws InterruptedException {
    device = device();
  }

  /** What is trained on. */
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

  private static double[] losses(Executor executor, int steps) {
    Models.Model model = Models.clip(Models.ROWS);
    double[] losses = new double[steps];
    try (TrainingSession session = executor.train(SPECS.of(model.graph(), model.loss()))) {
      for (int step = 0; step < steps; step++) {
        Batch batch = Models.clipBatch(step % 5, Models.ROWS);
        losses[step] = session.step(List.of(batch), step, 1e-2).loss();
      }
    }
    return losses;
  }

  @Test
  void lossesFollowNd4jAndASeedGivesTheSameBits() {
    double[] expected = losses(new Nd4jExecutor(), 12);
    double[] found = losses(new CudaExecutor(device, Precision.FP32), 12);
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i]).as("step %d", i).isCloseTo(expected[i], within(1e-3 * expected[i]));
    }
    assertThat(losses(new CudaExecutor(device, Precision.FP32), 12)).isEqualTo(found);
  }

  /** Losses of some steps, and how far they may be from single precision's. */
  @ParameterizedTest
  @CsvSource({"TF32, 0.002", "BF16, 0.03"})
  void lossesInLowerPrecisionStayClose(Precision precision, double share) {
    double[] expected = losses(new Nd4jExecutor(), 5);
    double[] found = losses(new CudaExecutor(device, precision), 5);
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i]).as("step %d", i).isCloseTo(expected[i], within(share * expected[i]));
    }
    assertThat(found).isNotEqualTo(losses(new CudaExecutor(device, Precision.FP32), 5));
  }

  @Test
  void aStateGoesOnElsewhere() {
    Models.Model model = Models.clip(Models.ROWS);
    Batch batch = Models.clipBatch(1, Models.ROWS);
    try (TrainingSession here =
        new CudaExecutor(device, Precision.FP32).train(SPECS.of(model.graph(), model.loss()))) {
      here.step(List.of(batch), 0, 1e-2);
      TrainingState state = here.state();
      Models.Model again = Models.clip(Models.ROWS);
      try (TrainingSession there =
          new Nd4jExecutor().train(SPECS.of(again.graph(), again.loss()))) {
        there.restore(state);
        double next = here.step(List.of(batch), 1, 1e-2).loss();
        assertThat(there.step(List.of(batch), 1, 1e-2).loss()).isCloseTo(next, within(1e-4));
      }
    }
  }
}
