package dev.attune.engine.cuda.training;

import dev.attune.engine.cuda.device.Device;
import dev.attune.engine.cuda.memory.PlanMemory;
import dev.attune.engine.program.Program;
import dev.attune.engine.program.ProgramValue;
import dev.attune.graph.Draw;
import dev.attune.graph.Lookup;
import dev.attune.graph.Statistic;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Where all that a {@link StepPlan} reads and writes stands in one block of memory. */
final class StepMemory {
  private static final int NARROW_BYTES = 2;

  private final StepPlan plan;
  private final PlanMemory memory;

  /** Where the program's inputs begin in the block, by name. */
  private final Map<String, Long> inputs = new LinkedHashMap<>();

  private StepMemory(StepPlan plan, Device device) {
    this.plan = plan;
    memory = new PlanMemory(device);
  }

  /** Reserves; takes nothing before the memory is opened. */
  static PlanMemory of(StepPlan plan, Device device) {
    StepMemory step = new StepMemory(plan, device);
    long values = step.memory.reserve(StepPlan.VALUES, plan.layout().length());
    long gradients = step.memory.reserve(StepPlan.GRADIENTS, plan.layout().trainable());
    step.reserveOptimiser();
    step.placeParameters(values);
    step.memory.keepsWhateverTheBatch(step.memory.bytes());
    step.reserveFed();
    step.reserveMade();
    step.reserveStatistics();
    step.placeInputs();
    step.placeNarrow();
    step.placeGradients(gradients);
    step.memory.placeRest(
        plan.device(),
        plan.layout().places().values().stream()
            .map(place -> place.parameter().length())
            .collect(Collectors.toSet()));
    return step.memory;
  }

  private void reserveOptimiser() {
    long trainable = plan.layout().trainable();
    plan.settings()
        .optimizer()
        .vectors()
        .forEach(name -> memory.reserve(StepPlan.vector(name), trainable));
    if (plan.accumulates()) {
      memory.reserve(StepPlan.SUMMED, trainable);
    }
    if (plan.sharesRate()) {
      memory.reserve(StepPlan.SHARES, trainable / ParameterLayout.ALIGNMENT);
    }
    memory.reserve(StepPlan.REPORT, plan.reportLength());
    memory.reserve(StepPlan.SUMS, StepTexts.THREADS);
  }

  private void placeParameters(long values) {
    plan.layout()
        .places()
        .forEach((name, place) -> inputs.put(name, values + Float.BYTES * place.offset()));
  }

  /** What is fed stands together, from the settings on, to be copied at once. */
  private void reserveFed() {
    long first = memory.reserve(StepPlan.SETTINGS, plan.settings().floats());
    plan.inputs().fed().forEach(value -> reserve(value.name(), value.length()));
    plan.orders().forEach((ids, order) -> memory.reserve(StepPlan.orderOf(ids), order.length()));
    memory.reserve(StepPlan.ARRIVING, (memory.bytes() - first) / Float.BYTES);
  }

  /** What a step makes before its program runs, and what sums of rows go through. */
  private void reserveMade() {
    for (Lookup lookup : plan.inputs().lookups()) {
      reserve(lookup.rows().name(), lookup.rows().length());
    }
    for (Lookup lookup : plan.trainedLookups()) {
      long width = lookup.table().shape()[1];
      memory.reserve(StepPlan.slotsOf(lookup), StepPlan.orderOf(lookup).mostSlots() * width);
    }
    for (Draw draw : plan.settings().draws()) {
      reserve(draw.value().name(), draw.value().length());
    }
  }

  private void reserveStatistics() {
    for (Statistic statistic : plan.statistics()) {
      reserve(statistic.name(), Regions.length(statistic.shape()));
      if (statistic.kind() == Statistic.Kind.QUEUE) {
        memory.reserve(StepPlan.oldestOf(statistic.name()), 1);
      }
    }
  }

  private void reserve(String name, long length) {
    inputs.put(name, memory.reserve(name, length));
  }

  private void placeInputs() {
    plan.device()
        .program()
        .inputs()
        .forEach((name, value) -> memory.place(value.id(), inputs.get(name)));
  }

  private void placeNarrow() {
    if (plan.narrows()) {
      long bytes = NARROW_BYTES * plan.layout().length();
      long first = memory.reserveBytes(StepPlan.NARROW, bytes);
      memory.keepsWhateverTheBatch(bytes);
      plan.layout()
          .places()
          .forEach(
              (name, place) ->
                  plan.copyOf(name)
                      .ifPresent(
                          copy -> memory.place(copy, first + NARROW_BYTES * place.offset())));
    }
  }

  private void placeGradients(long gradients) {
    plan.layout()
        .places()
        .forEach((name, place) -> placeGradient(name, gradients + Float.BYTES * place.offset()));
  }

  /** A gradient is written where the optimiser reads it, if it has memory of its own. */
  private void placeGradient(String parameter, long offset) {
    Program program = plan.device().program();
    ProgramValue gradient = program.outputs().get(Program.gradientOf(parameter));
    if (gradient != null) {
      ProgramValue owner = program.storage(gradient);
      if (owner.kind() == ProgramValue.Kind.INTERMEDIATE && !memory.placed(owner.id())) {
        memory.place(owner.id(), offset);
      }
    }
  }
}
