package dev.attune.engine.cuda.launch;

import dev.attune.engine.plan.Operand;
import dev.attune.engine.plan.Plan;
import dev.attune.engine.program.ProgramValue;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;

/** The storages of a plan, and more that launches keep for one another. */
final class Memory {
  private final List<ProgramValue> storages;

  Memory(Plan plan) {
    storages = new ArrayList<>(plan.storages());
  }

  /** By id. */
  List<ProgramValue> storages() {
    return List.copyOf(storages);
  }

  /** New float memory. */
  Operand fresh(String name, long... shape) {
    int id = storages.size();
    ProgramValue.Kind kind = ProgramValue.Kind.INTERMEDIATE;
    storages.add(new ProgramValue(id, name, kind, DataType.FLOAT, shape.clone(), id, null));
    return Operand.dense(id, shape);
  }
}
