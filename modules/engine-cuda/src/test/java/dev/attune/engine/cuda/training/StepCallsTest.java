package dev.attune.engine.cuda.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.attune.engine.cuda.device.Call;
import dev.attune.engine.cuda.device.EmulatedDevice;
import dev.attune.engine.cuda.memory.PlanMemory;
import dev.attune.engine.cuda.source.Functions;
import dev.attune.engine.cuda.source.KernelSource;
import dev.attune.engine.cuda.source.Nvcc;
import dev.attune.engine.executor.Precision;
import dev.attune.engine.executor.TrainingSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StepCallsTest {
  @TempDir Path folder;

  private Map<String, List<KernelSource>> sources(Precision precision) {
    return sources(StepPlan.of(ResidentRuns.everything(), precision), StepCalls::of).stream()
        .collect(Collectors.groupingBy(KernelSource::name));
  }

  private List<KernelSource> sources(
      StepPlan plan, BiFunction<StepPlan, PlanMemory, List<Call>> calls) {
    try (EmulatedDevice device = new EmulatedDevice(folder, 1 << 28);
        PlanMemory memory = StepMemory.of(plan, device)) {
      memory.open();
      return calls.apply(plan, memory).stream()
          .filter(Call.Kernel.class::isInstance)
          .map(call -> ((Call.Kernel) call).source())
          .toList();
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

  @Test
  void nvccTakesEveryKernelOfSeveralBatches() throws Exception {
    assumeTrue(Nvcc.possible(), "nvcc is not installed: nothing compiles the sources here");
    TrainingSpec accumulated = ResidentRuns.accumulated(ResidentRuns.queueing(), 2);
    TrainingSpec descent = ResidentRuns.optimised(accumulated, ResidentRuns.SGD);
    List<KernelSource> all = new ArrayList<>();
    for (TrainingSpec specification : List.of(accumulated, ResidentRuns.shared(descent))) {
      StepPlan plan = StepPlan.of(specification, Precision.FP32);
      all.addAll(sources(plan, StepCalls::ofBatch));
      all.addAll(sources(plan, StepCalls::ofStatistics));
      all.addAll(sources(plan, StepCalls::ofUpdate));
    }
    Functions functions = new Functions("step_");
    Map<String, KernelSource> named = new LinkedHashMap<>();
    all.forEach(one -> named.putIfAbsent(functions.named(one).name(), functions.named(one)));
    Nvcc.compile(folder, List.copyOf(named.values()));
  }
}
