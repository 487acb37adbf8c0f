package dev.attune.engine.cuda.launch;

import dev.attune.engine.plan.Operand;
import dev.attune.engine.plan.Plan;
import dev.attune.engine.plan.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which steps of a plan read and write which storage. */
final class Uses {
  private final Plan plan;
  private final Map<Integer, List<Integer>> readers = new HashMap<>();
  private final Map<Integer, List<Integer>> writers = new HashMap<>();

  Uses(Plan plan) {
    this.plan = plan;
    for (int i = 0; i < plan.steps().size(); i++) {
      Step step = plan.steps().get(i);
      add(i, step.reads(), readers);
      add(i, step.outputs(), writers);
    }
  }

  private static void add(int step, List<Operand> operands, Map<Integer, List<Integer>> to) {
    operands.stream()
        .map(Operand::storage)
        .distinct()
        .forEach(storage -> to.computeIfAbsent(storage, s -> new ArrayList<>()).add(step));
  }

  /** The steps that read a storage, in order. */
  List<Integer> readers(int storage) {
    return readers.getOrDefault(storage, List.of());
  }

  /** The step that alone writes a storage; −1 if there are several or none. */
  int onlyWriter(int storage) {
    List<Integer> steps = writers.getOrDefault(storage, List.of());
    return steps.size() == 1 ? steps.get(0) : -1;
  }

  /** Whether a step alone sees a storage. */
  boolean onlyReader(int storage, int step) {
    return !isOutput(storage) && readers(storage).equals(List.of(step));
  }

  /** Whether the program gives a storage away. */
  boolean isOutput(int storage) {
    return plan.program().outputs().values().stream().anyMatch(v -> v.storage() == storage);
  }
}
