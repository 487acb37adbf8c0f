package dev.attune.engine.cuda.training;

import dev.attune.engine.cuda.device.Calls;
import dev.attune.engine.cuda.launch.DevicePlan;
import dev.attune.engine.program.Program;
import dev.attune.engine.program.ProgramValue;
import dev.attune.graph.Graph;
import dev.attune.graph.Lookup;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A graph of a data-parallel step, compiled: a tower on a rank's rows, or the objective on the
 * whole batch.
 *
 * @param name no other's
 * @param plan its launches
 * @param calls their texts
 * @param inputs what has to be there before it runs
 */
record RankGraph(String name, DevicePlan plan, Calls calls, GraphInputs inputs) {

  /**
   * What a compiled graph needs.
   *
   * @param written names of inputs that other graphs' results are copied to
   */
  static RankGraph of(String name, Graph graph, DevicePlan plan, Calls calls, Set<String> written) {
    Set<String> read = plan.program().inputs().keySet();
    return new RankGraph(name, plan, calls, GraphInputs.of(graph, read, written));
  }

  Map<String, ProgramValue> outputs() {
    return plan.program().outputs();
  }

  /** Whether its launches give the gradient of a parameter or of rows of it. */
  boolean differentiates(String parameter) {
    return outputs().containsKey(Program.gradientOf(parameter))
        || inputs.lookups().stream().anyMatch(l -> differentiates(l) && named(l, parameter));
  }

  private static boolean named(Lookup lookup, String table) {
    return lookup.table().name().equals(table);
  }

  /** Whether its launches give the gradient of looked-up rows. */
  boolean differentiates(Lookup lookup) {
    return outputs().containsKey(Program.gradientOf(lookup.rows().name()));
  }

  /** Lookups whose table is trained. */
  List<Lookup> trainedLookups() {
    return inputs.lookups().stream().filter(this::differentiates).toList();
  }

  /** The name of an input that a storage holds, or of what holds it otherwise. */
  String nameOf(int storage) {
    return plan.storages().get(storage).name();
  }
}
