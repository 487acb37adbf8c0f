package dev.attune.engine.plan;

import dev.attune.engine.program.Program;
import dev.attune.engine.program.ProgramValue;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;

/** The memory that a plan's steps name: a program's values, and more that steps keep. */
final class Storages {
  private final List<ProgramValue> values;

  Storages(Program program) {
    values = new ArrayList<>(program.values());
  }

  List<ProgramValue> all() {
    return values;
  }

  /** All of a value, in C order. */
  Operand operand(int value) {
    ProgramValue found = values.get(value);
    return Operand.dense(found.storage(), found.shape());
  }

  DataType type(int value) {
    return values.get(value).type();
  }

  /** New float memory for what one step keeps for another. */
  Operand fresh(String name, long... shape) {
    int id = values.size();
    values.add(
        new ProgramValue(
            id, name, ProgramValue.Kind.INTERMEDIATE, DataType.FLOAT, shape.clone(), id, null));
    return Operand.dense(id, shape);
  }
}
