package dev.attune.engine.cuda.launch;

import dev.attune.engine.plan.Operand;
import dev.attune.engine.plan.Plan;
import dev.attune.engine.program.ProgramValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;

/** The storages of a plan, and more that launches keep for one another. */
final class Memory {
  private final List<ProgramValue> storages = new ArrayList<>();
  private final Map<Integer, Integer> copies = new LinkedHashMap<>();

  /**
   * Those of a plan.
   *
   * @param narrow ids of what is kept as bfloat16
   */
  Memory(Plan plan, Set<Integer> narrow) {
    for (ProgramValue value : plan.storages()) {
      storages.add(narrow.contains(value.id()) ? typed(value, DataType.BFLOAT16) : value);
    }
  }

  private static ProgramValue typed(ProgramValue value, DataType type) {
    return new ProgramValue(
        value.id(),
        value.name(),
        value.kind(),
        type,
        value.shape(),
        value.storage(),
        value.constant());
  }

  /** By id. */
  List<ProgramValue> storages() {
    return List.copyOf(storages);
  }

  /** Copies as bfloat16, by what they are copies of. */
  Map<Integer, Integer> copies() {
    return copies;
  }

  DataType type(Operand operand) {
    return storages.get(operand.storage()).type();
  }

  /** New memory. */
  Operand fresh(String name, DataType type, long... shape) {
    int id = storages.size();
    ProgramValue.Kind kind = ProgramValue.Kind.INTERMEDIATE;
    storages.add(new ProgramValue(id, name, kind, type, shape.clone(), id, null));
    return Operand.dense(id, shape);
  }

  /**
   * An operand of a type without another launch: itself, or its place in the copy that is made of
   * an input or constant before the first launch. Otherwise itself, of the type that it has.
   */
  Operand as(DataType type, Operand operand) {
    ProgramValue value = storages.get(operand.storage());
    boolean given = value.kind() != ProgramValue.Kind.INTERMEDIATE;
    if (value.type() == type || type != DataType.BFLOAT16 || !given) {
      return operand;
    }
    int copy =
        copies.computeIfAbsent(
            value.id(), id -> fresh("copy of " + value.name(), type, value.shape()).storage());
    return new Operand(copy, operand.offset(), operand.shape(), operand.strides());
  }
}
