package dev.attune.engine.cuda.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.attune.engine.cuda.device.Call;
import dev.attune.engine.cuda.device.EmulatedDevice;
import dev.attune.engine.cuda.memory.PlanMemory;
import dev.attune.engine.cuda.source.KernelSource;
import dev.attune.engine.cuda.source.Nvcc;
import dev.attune.engine.executor.Precision;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StepCallsTest {
  @TempDir Path folder;

  private Map<String, List<KernelSource>> sources(Precision precision) {
    StepPlan plan = StepPlan.of(ResidentRuns.everything(), precision);
    try (EmulatedDevice device = new EmulatedDevice(folder, 1 << 28);
        PlanMemory memory = plan.memory(device)) {
      memory.open();
      return StepCalls.of(plan, memory).stream()
          .filter(Call.Kernel.class::isInstance)
          .map(call -> ((Call.Kernel) call).source())
          .collect(Collectors.groupingBy(KernelSource::name));
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void aNameIsOneKernels(Precision precision) {
    assertThat(sources(precision)).isNotEmpty();
    sources(precision).forEach((name, all) -> assertThat(all).as(name).allMatch(all.get(0)::alike));
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void nvccTakesEveryKernelOfAStep(Precision precision) throws Exception {
    assumeTrue(Nvcc.possible(), "nvcc is not installed: nothing compiles the sources here");
    Nvcc.compile(folder, sources(precision).values().stream().map(all -> all.get(0)).toList());
  }
}
