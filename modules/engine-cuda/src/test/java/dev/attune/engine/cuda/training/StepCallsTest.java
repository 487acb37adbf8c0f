package dev.attune.engine.cuda.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.attune.engine.cuda.device.Call;
import dev.attune.engine.cuda.device.EmulatedDevice;
import dev.attune.engine.cuda.memory.PlanMemory;
import dev.attune.engine.cuda.source.KernelSource;
import dev.attune.engine.cuda.source.Nvcc;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepCallsTest {
  @TempDir Path folder;

  private List<KernelSource> sources() {
    StepPlan plan = StepPlan.of(ResidentRuns.everything());
    try (EmulatedDevice device = new EmulatedDevice(folder, 1 << 28);
        PlanMemory memory = plan.memory(device)) {
      memory.open();
      return StepCalls.of(plan, memory).stream()
          .filter(Call.Kernel.class::isInstance)
          .map(call -> ((Call.Kernel) call).source())
          .toList();
    }
  }

  @Test
  void everyKernelOfAStepHasANameOfItsOwn() {
    assertThat(sources()).extracting(KernelSource::name).doesNotHaveDuplicates().isNotEmpty();
  }

  @Test
  void nvccTakesEveryKernelOfAStep() throws Exception {
    assumeTrue(Nvcc.possible(), "nvcc is not installed: nothing compiles the sources here");
    Nvcc.compile(folder, sources());
  }
}
