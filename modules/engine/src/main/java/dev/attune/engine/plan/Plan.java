package dev.attune.engine.plan;

import dev.attune.engine.program.Liveness;
import dev.attune.engine.program.Operation;
import dev.attune.engine.program.Program;
import dev.attune.engine.program.ProgramValue;
import java.util.ArrayList;
import java.util.Arrays;
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
    int[] first = new int[storages.size()];
    int[] last = new int[storages.size()];
    Arrays.fill(first, -1);
    for (int i = 0; i < steps.size(); i++) {
      for (Operand output : steps.get(i).outputs()) {
        int id = output.storage();
        first[id] = first[id] < 0 ? i : first[id];
        last[id] = Math.max(last[id], i);
      }
      for (Operand read : steps.get(i).reads()) {
        last[read.storage()] = Math.max(last[read.storage()], i);
      }
    }
    for (ProgramValue output : program.outputs().values()) {
      last[output.storage()] = steps.size();
    }
    List<Liveness.Interval> lives = new ArrayList<>();
    for (ProgramValue storage : storages) {
      if (storage.kind() == ProgramValue.Kind.INTERMEDIATE && first[storage.id()] >= 0) {
        lives.add(new Liveness.Interval(storage, first[storage.id()], last[storage.id()]));
      }
    }
    return lives;
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
