package dev.attune.engine.cuda.launch;

import dev.attune.engine.cuda.kernel.RowKernel;
import dev.attune.engine.plan.Coverage;
import dev.attune.engine.plan.Kernel;
import dev.attune.engine.plan.Operand;
import dev.attune.engine.plan.Plan;
import dev.attune.engine.plan.Planner;
import dev.attune.engine.plan.Step;
import dev.attune.engine.program.Liveness;
import dev.attune.engine.program.Program;
import dev.attune.engine.program.ProgramValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A {@link Program} as launches on a device. Immutable.
 *
 * @param program what was planned
 * @param storages by id: the program's values, and after them what launches keep for one another
 * @param launches in the order of execution
 */
public record DevicePlan(Program program, List<ProgramValue> storages, List<Launch> launches) {

  public DevicePlan {
    storages = List.copyOf(storages);
    launches = List.copyOf(launches);
  }

  /** Plans a program, neighbouring kernels as one. */
  public static DevicePlan of(Program program) {
    return of(program, false);
  }

  /**
   * Plans a program.
   *
   * @param attention whether attention becomes one kernel where it fits, which takes bfloat16 alone
   */
  static DevicePlan of(Program program, boolean attention) {
    Plan plan = Planner.plan(program, Coverage.all());
    Memory memory = new Memory(plan);
    Attentions attentions = attention ? Attentions.of(plan, memory) : Attentions.none(plan, memory);
    Sums sums = new Sums(plan);
    StockKernels stocks = new StockKernels(plan);
    Products products = new Products(memory);
    List<Launch> launches = new ArrayList<>();
    for (int i = 0; i < plan.steps().size(); i++) {
      Optional<List<Launch>> replaced = attentions.at(i);
      if (replaced.isPresent()) {
        launches.addAll(replaced.get());
        continue;
      }
      Step step = plan.steps().get(i);
      List<RowKernel> kernels =
          sums.of(step).map(List::of).orElseGet(() -> generated(step, stocks));
      kernels.forEach(kernel -> launches.add(new Launch.Generated(Axes.collapsed(kernel))));
      if (kernels.isEmpty() && step.kernel() instanceof Kernel.Product) {
        launches.addAll(products.of(step));
      } else if (kernels.isEmpty()) {
        launches.add(new Launch.Library(step));
      }
    }
    return new DevicePlan(program, memory.storages(), new Fusion(program, launches).fused());
  }

  private static List<RowKernel> generated(Step step, StockKernels stocks) {
    return step.kernel() instanceof Kernel.Stock ? stocks.of(step) : StepKernels.of(step);
  }

  /** The storages that launches or outputs name. */
  public Set<Integer> used() {
    Set<Integer> used = new HashSet<>();
    for (Launch launch : launches) {
      launch.reads().forEach(operand -> used.add(operand.storage()));
      launch.writes().forEach(operand -> used.add(operand.storage()));
    }
    program.outputs().values().forEach(value -> used.add(value.storage()));
    return used;
  }

  /** From which launch to which each intermediate's memory is needed. */
  public List<Liveness.Interval> lives() {
    List<Liveness.Access> accesses =
        launches.stream().map(launch -> Operand.access(launch.writes(), launch.reads())).toList();
    return Liveness.of(storages, accesses, program.outputs().values());
  }
}
