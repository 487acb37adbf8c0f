package dev.attune.engine.cuda.launch;

import dev.attune.engine.plan.Operand;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which launches wait for inputs that are there later than the others. */
final class Parting {
  private final Set<Integer> late;

  /**
   * Follows what is computed from some inputs.
   *
   * @param inputs storages that are there later
   */
  Parting(Collection<Integer> inputs, List<Launch> launches) {
    late = new HashSet<>(inputs);
    int before = -1;
    // A storage that is written in parts may be found late after its first parts were passed.
    while (before < late.size()) {
      before = late.size();
      launches.stream().filter(this::waits).forEach(l -> late.addAll(storages(l.writes())));
    }
  }

  /** Whether a launch has to wait. */
  boolean waits(Launch launch) {
    return isLate(launch.reads()) || isLate(launch.writes());
  }

  private boolean isLate(List<Operand> operands) {
    return operands.stream().anyMatch(operand -> late.contains(operand.storage()));
  }

  private static List<Integer> storages(List<Operand> operands) {
    return operands.stream().map(Operand::storage).toList();
  }
}
