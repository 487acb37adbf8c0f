package dev.attune.engine.cuda.launch;

import dev.attune.engine.cuda.kernel.RowKernel;
import dev.attune.engine.plan.Coverage;
import dev.attune.engine.plan.Operand;
import dev.attune.engine.plan.Plan;
import dev.attune.engine.plan.Planner;
import dev.attune.engine.plan.Step;
import dev.attune.engine.program.Liveness;
import dev.attune.engine.program.Program;
import dev.attune.engine.program.ProgramValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A {@link Program} as launches on a device. Immutable.
 *
 * @param plan what it was made of; it names the storages
 * @param launches in the order of execution
 */
public record DevicePlan(Plan plan, List<Launch> launches) {

  public DevicePlan {
    launches = List.copyOf(launches);
  }

  /** Plans a program, neighbouring kernels as one. */
  public static DevicePlan of(Program program) {
    Plan plan = Planner.plan(program, Coverage.all());
    Sums sums = new Sums(plan);
    List<Launch> launches = new ArrayList<>();
    for (Step step : plan.steps()) {
      List<RowKernel> kernels = sums.of(step).map(List::of).orElseGet(() -> StepKernels.of(step));
      kernels.forEach(kernel -> launches.add(new Launch.Generated(Axes.collapsed(kernel))));
      if (kernels.isEmpty()) {
        launches.add(new Launch.Library(step));
      }
    }
    return new DevicePlan(plan, new Fusion(program, launches).fused());
  }

  /** From which launch to which each intermediate's memory is needed. */
  public List<Liveness.Interval> lives() {
    List<ProgramValue> storages = plan.storages();
    int[] first = new int[storages.size()];
    int[] last = new int[storages.size()];
    Arrays.fill(first, -1);
    for (int i = 0; i < launches.size(); i++) {
      for (Operand written : launches.get(i).writes()) {
        int id = written.storage();
        first[id] = first[id] < 0 ? i : first[id];
        last[id] = Math.max(last[id], i);
      }
      for (Operand read : launches.get(i).reads()) {
        last[read.storage()] = Math.max(last[read.storage()], i);
      }
    }
    plan.program().outputs().values().forEach(value -> last[value.storage()] = launches.size());
    List<Liveness.Interval> lives = new ArrayList<>();
    for (ProgramValue storage : storages) {
      if (storage.kind() == ProgramValue.Kind.INTERMEDIATE && first[storage.id()] >= 0) {
        lives.add(new Liveness.Interval(storage, first[storage.id()], last[storage.id()]));
      }
    }
    return lives;
  }
}
