package dev.attune.engine.cuda.training;

import dev.attune.engine.cuda.device.Call;
import dev.attune.engine.cuda.device.Calls;
import dev.attune.engine.cuda.memory.PlanMemory;
import dev.attune.engine.cuda.source.Functions;
import dev.attune.engine.cuda.source.KernelSource;
import dev.attune.engine.program.Program;
import dev.attune.engine.program.ProgramValue;
import dev.attune.graph.Draw;
import dev.attune.graph.Lookup;
import dev.attune.graph.Statistic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A step's calls in order: inputs made, the plan, gradients gathered, the update. Where a step has
 * several batches, all but the update is each batch's.
 */
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
    step.report(step.output("loss"));
    step.update();
    return List.copyOf(step.calls);
  }

  /** One of several batches: its gradients and loss are added to those before. */
  static List<Call> ofBatch(StepPlan plan, PlanMemory memory) {
    StepCalls step = new StepCalls(plan, memory);
    step.differentiate();
    step.accumulate();
    return List.copyOf(step.calls);
  }

  /** What the statistics take from a batch behind which there are others. */
  static List<Call> ofStatistics(StepPlan plan, PlanMemory memory) {
    StepCalls step = new StepCalls(plan, memory);
    step.fold();
    return List.copyOf(step.calls);
  }

  /** The update by what several batches added up. */
  static List<Call> ofUpdate(StepPlan plan, PlanMemory memory) {
    StepCalls step = new StepCalls(plan, memory);
    step.report(memory.address(StepPlan.REPORT));
    step.update();
    return List.copyOf(step.calls);
  }

  /** All but the update: what can be run again and again. */
  static List<Call> withoutUpdate(StepPlan plan, PlanMemory memory) {
    if (plan.accumulates()) {
      return ofBatch(plan, memory);
    }
    StepCalls step = new StepCalls(plan, memory);
    step.differentiate();
    step.report(step.output("loss"));
    return List.copyOf(step.calls);
  }

  private void differentiate() {
    makeInputs();
    Calls made = new Calls(plan.device());
    narrow(made);
    calls.addAll(made.launches(memory::address));
    gatherGradients();
  }

  private long output(String name) {
    return memory.address(plan.device().program().outputs().get(name).storage());
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
    for (Lookup lookup : plan.inputs().lookups()) {
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

  private void accumulate() {
    int batch = plan.settings().ofBatch();
    long settings = memory.address(StepPlan.SETTINGS);
    add(
        StepTexts.add(plan.layout().trainable(), batch),
        memory.address(StepPlan.GRADIENTS),
        settings,
        memory.address(StepPlan.SUMMED));
    add(
        StepTexts.meanLoss(batch, plan.settings().batches()),
        output("loss"),
        settings,
        memory.address(StepPlan.REPORT));
  }

  /** The gradients that a step moves parameters by. */
  private long gradients() {
    return memory.address(plan.accumulates() ? StepPlan.SUMMED : StepPlan.GRADIENTS);
  }

  private void report(long loss) {
    long report = memory.address(StepPlan.REPORT);
    long sums = memory.address(StepPlan.SUMS);
    long length = plan.layout().trainable();
    double maxNorm = plan.specification().maxGradientNorm();
    add(StepTexts.squares(length), gradients(), sums);
    add(StepTexts.report(length, maxNorm, plan.settings().batches()), sums, loss, report);
    int place = StepPlan.REPORTED;
    for (String name : plan.specification().reported().keySet()) {
      long to = report + (long) Float.BYTES * place++;
      add(StepTexts.copy(1), output(name), to);
    }
  }

  private void update() {
    long settings = memory.address(StepPlan.SETTINGS);
    long report = memory.address(StepPlan.REPORT);
    optimise(settings, report);
    for (int i = 0; i < plan.specification().targets().size(); i++) {
      follow(i, settings, report);
    }
    fold();
  }

  private void optimise(long settings, long report) {
    DeviceOptimizer optimizer = plan.settings().optimizer();
    List<Long> addresses = new ArrayList<>();
    addresses.add(memory.address(StepPlan.VALUES));
    addresses.add(gradients());
    optimizer.vectors().forEach(name -> addresses.add(memory.address(StepPlan.vector(name))));
    addresses.add(settings);
    addresses.add(report);
    if (plan.sharesRate()) {
      addresses.add(memory.address(StepPlan.SHARES));
    }
    add(
        optimizer.update(plan.layout(), plan.settings().ofOptimiser(), plan.sharesRate()),
        addresses.toArray(Long[]::new));
  }

  private void fold() {
    plan.observed().forEach((output, statistic) -> fold(output(output), statistic));
  }

  private void fold(long observed, Statistic statistic) {
    long report = memory.address(StepPlan.REPORT);
    long kept = memory.address(statistic.name());
    if (statistic.kind() == Statistic.Kind.AVERAGE) {
      long length = Regions.length(statistic.shape());
      add(StepTexts.fold(length, statistic.momentum()), observed, kept, report);
      return;
    }
    long rows = statistic.observed().size(0);
    long[] shape = statistic.shape();
    long oldest = memory.address(StepPlan.oldestOf(statistic.name()));
    add(StepTexts.push(rows, shape[1], shape[0]), observed, kept, oldest, report);
    add(StepTexts.advance(rows, shape[0]), oldest, report);
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
}
