package dev.attune.engine.plan;

import dev.attune.engine.program.Liveness;
import dev.attune.engine.program.Operation;
import dev.attune.engine.program.Program;
import dev.attune.engine.program.ProgramValue;
import java.util.List;
import java.util.Map;

/**
 * A {@link Program} as a list of kernel calls over storages, each element written once. Immutable.
 *
 * @param program what was lowered
 * @param storages by id: the program's values, and after them what steps keep for one another
 * @param steps in the order of execution
 */
public record Plan(Program program, List<ProgramValue> storages, List<Step> steps) {

  public Plan {
    storages = List.copyOf(storages);
    steps = List.copyOf(steps);
  }

  /** From which step to which each intermediate's memory is needed. */
  public List<Liveness.Interval> lives() {
    List<Liveness.Access> accesses =
        steps.stream().map(step -> Operand.access(step.outputs(), step.reads())).toList();
    return Liveness.of(storages, accesses, program.outputs().values());
  }

  /** Operations without a kernel of their own, with how often each occurs. */
  public Map<String, Integer> stock() {
    Map<String, Integer> counts = new java.util.TreeMap<>();
    for (Step step : steps) {
      if (step.kernel() instanceof Kernel.Stock stock) {
        Operation operation = stock.operation();
        counts.merge(operation.name(), 1, Integer::sum);
      }
    }
    return counts;
  }
}
