package dev.attune.engine.cuda.training;

import dev.attune.engine.cuda.device.Call;
import dev.attune.engine.cuda.device.Calls;
import dev.attune.engine.cuda.memory.PlanMemory;
import dev.attune.engine.cuda.source.Functions;
import dev.attune.engine.cuda.source.KernelSource;
import dev.attune.engine.optimizer.AdamWConfig;
import dev.attune.engine.program.Program;
import dev.attune.engine.program.ProgramValue;
import dev.attune.graph.Draw;
import dev.attune.graph.Lookup;
import dev.attune.graph.Statistic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A step's calls in order: inputs made, the plan, gradients gathered, the update. */
final class StepCalls {
  private final StepPlan plan;
  private final PlanMemory memory;
  private final List<Call> calls = new ArrayList<>();
  private final Functions functions = new Functions("step_");

  private StepCalls(StepPlan plan, PlanMemory memory) {
    this.plan = plan;
    this.memory = memory;
  }

  static List<Call> of(StepPlan plan, PlanMemory memory) {
    StepCalls step = new StepCalls(plan, memory);
    step.differentiate();
    step.update();
    return List.copyOf(step.calls);
  }

  /** All but the update: what can be run again and again. */
  static List<Call> withoutUpdate(StepPlan plan, PlanMemory memory) {
    StepCalls step = new StepCalls(plan, memory);
    step.differentiate();
    return List.copyOf(step.calls);
  }

  private void differentiate() {
    makeInputs();
    Calls made = new Calls(plan.device());
    narrow(made);
    calls.addAll(made.launches(memory::address));
    gatherGradients();
    report();
  }

  private void add(KernelSource source, Long... addresses) {
    calls.add(new Call.Kernel(functions.named(source), List.of(addresses)));
  }

  private long value(String parameter) {
    return memory.address(StepPlan.VALUES)
        + Float.BYTES * plan.layout().places().get(parameter).offset();
  }

  private long gradient(String parameter) {
    return memory.address(StepPlan.GRADIENTS)
        + Float.BYTES * plan.layout().places().get(parameter).offset();
  }

  private void makeInputs() {
    for (Lookup lookup : plan.lookups()) {
      add(
          StepTexts.gather(lookup.ids().length(), lookup.table().shape()[1]),
          value(lookup.table().name()),
          memory.address(lookup.ids().name()),
          memory.address(lookup.rows().name()));
    }
    List<Draw> draws = plan.settings().draws();
    for (int i = 0; i < draws.size(); i++) {
      Draw draw = draws.get(i);
      add(
          StepTexts.draw(draw, draw.value().length(), i),
          memory.address(StepPlan.SETTINGS),
          memory.address(draw.value().name()));
    }
  }

  private void narrow(Calls made) {
    if (plan.narrows()) {
      add(
          StepTexts.narrow(plan.layout().length()),
          memory.address(StepPlan.VALUES),
          memory.address(StepPlan.NARROW));
    }
    calls.addAll(made.copies(memory::address, storage -> !plan.isParameter(storage)));
  }

  private void gatherGradients() {
    Map<String, ProgramValue> outputs = plan.device().program().outputs();
    plan.layout()
        .places()
        .forEach(
            (name, place) -> {
              ProgramValue output = outputs.get(Program.gradientOf(name));
              if (place.trained() && output == null) {
                add(StepTexts.zeros(place.parameter().length()), gradient(name));
              } else if (place.trained() && memory.address(output.storage()) != gradient(name)) {
                add(
                    StepTexts.copy(place.parameter().length()),
                    memory.address(output.storage()),
                    gradient(name));
              }
            });
    for (Lookup lookup : plan.trainedLookups()) {
      scatter(lookup, outputs.get(Program.gradientOf(lookup.rows().name())));
    }
  }

  private void scatter(Lookup lookup, ProgramValue rows) {
    RowOrder order = StepPlan.orderOf(lookup);
    long width = lookup.table().shape()[1];
    long sorted = memory.address(StepPlan.orderOf(lookup.ids()));
    long slots = memory.address(StepPlan.slotsOf(lookup));
    long table = gradient(lookup.table().name());
    add(StepTexts.scatter(order, width), sorted, memory.address(rows.storage()), slots, table);
    if (order.mostLongIds() > 0) {
      add(StepTexts.scatterLong(order, width), sorted, slots, table);
    }
  }

  private void report() {
    Map<String, ProgramValue> outputs = plan.device().program().outputs();
    long report = memory.address(StepPlan.REPORT);
    long sums = memory.address(StepPlan.SUMS);
    add(StepTexts.squares(plan.layout().trainable()), memory.address(StepPlan.GRADIENTS), sums);
    add(
        StepTexts.report(plan.specification().maxGradientNorm()),
        sums,
        memory.address(outputs.get("loss").storage()),
        report);
    int place = StepPlan.REPORTED;
    for (String name : plan.specification().reported().keySet()) {
      long to = report + (long) Float.BYTES * place++;
      add(StepTexts.copy(1), memory.address(outputs.get(name).storage()), to);
    }
  }

  private void update() {
    long settings = memory.address(StepPlan.SETTINGS);
    long report = memory.address(StepPlan.REPORT);
    ParameterLayout layout = plan.layout();
    AdamWConfig config = plan.settings().optimizer();
    add(
        StepTexts.adamW(
            config, layout.trainable(), layout.decayed(), plan.settings().ofOptimiser()),
        memory.address(StepPlan.VALUES),
        memory.address(StepPlan.GRADIENTS),
        memory.address(StepPlan.FIRST),
        memory.address(StepPlan.SECOND),
        settings,
        report);
    for (int i = 0; i < plan.specification().targets().size(); i++) {
      follow(i, settings, report);
    }
    Map<String, ProgramValue> outputs = plan.device().program().outputs();
    plan.observed()
        .forEach(
            (output, statistic) ->
                add(
                    fold(statistic),
                    memory.address(outputs.get(output).storage()),
                    memory.address(statistic.name()),
                    report));
  }

  private void follow(int target, long settings, long report) {
    String prefix = plan.specification().targets().get(target).target();
    plan.layout()
        .places()
        .forEach(
            (name, place) -> {
              if (name.startsWith(prefix)) {
                add(
                    StepTexts.follow(place.parameter().length(), plan.settings().ofTarget(target)),
                    value(plan.source(name).orElseThrow()),
                    value(name),
                    settings,
                    report);
              }
            });
  }

  private KernelSource fold(Statistic statistic) {
    long length = Arrays.stream(statistic.shape()).reduce(1, (a, b) -> a * b);
    return StepTexts.fold(length, statistic.momentum());
  }
}
