package dev.attune.engine.cpu;

import dev.attune.engine.memory.FreeMemory;
import dev.attune.engine.plan.Operand;
import dev.attune.engine.plan.Plan;
import dev.attune.engine.program.ArenaLayout;
import dev.attune.engine.program.Liveness;
import dev.attune.engine.program.ProgramValue;
import dev.attune.engine.program.Views;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Where each storage of a plan stands: inputs and targets in the caller's arrays, constants in
 * their own, all else in one arena laid out by liveness. Owns the arena.
 */
final class Memory implements AutoCloseable {
  private record Copy(INDArray from, INDArray to) {}

  private final Map<Integer, INDArray> arrays = new HashMap<>();
  private final Map<String, INDArray> outputs = new LinkedHashMap<>();
  private final List<Copy> copies = new ArrayList<>();
  private final List<DataBuffer> arenas = new ArrayList<>();
  private long bytes;

  Memory(Plan plan, Map<String, INDArray> inputs, Map<String, INDArray> targets) {
    plan.program().inputs().forEach((name, value) -> arrays.put(value.id(), value.boundIn(inputs)));
    for (ProgramValue value : plan.storages()) {
      if (value.constant() != null && !value.alias()) {
        arrays.put(value.id(), value.constant());
      }
    }
    Set<Integer> direct = new HashSet<>();
    Set<String> written = bindTargets(plan, targets, direct);
    allocate(plan, direct);
    plan.program()
        .outputs()
        .forEach(
            (name, value) -> {
              INDArray array = arrays.get(value.storage()).reshape('c', value.shape());
              INDArray target = targets.get(name);
              outputs.put(name, target == null ? array : target);
              if (target != null && !written.contains(name)) {
                copies.add(new Copy(array, target.reshape('c', value.shape())));
              }
            });
  }

  /** Names of the outputs that steps write straight to their targets; the rest is copied. */
  private Set<String> bindTargets(Plan plan, Map<String, INDArray> targets, Set<Integer> direct) {
    Set<String> written = new HashSet<>();
    targets.forEach(
        (name, target) -> {
          int storage = plan.program().outputs().get(name).storage();
          ProgramValue owner = plan.storages().get(storage);
          if (owner.kind() == ProgramValue.Kind.INTERMEDIATE && direct.add(storage)) {
            arrays.put(storage, target.reshape('c', owner.shape()));
            written.add(name);
          }
        });
    return written;
  }

  private void allocate(Plan plan, Set<Integer> direct) {
    Map<DataType, List<Liveness.Interval>> byType = new EnumMap<>(DataType.class);
    for (Liveness.Interval life : plan.lives()) {
      if (!direct.contains(life.value().id())) {
        byType.computeIfAbsent(life.value().type(), t -> new ArrayList<>()).add(life);
      }
    }
    Map<DataType, ArenaLayout> layouts = new EnumMap<>(DataType.class);
    byType.forEach((type, lives) -> layouts.put(type, ArenaLayout.of(lives)));
    FreeMemory.requireForStep(layouts.values().stream().mapToLong(ArenaLayout::bytes).sum());
    byType.forEach((type, lives) -> place(type, lives, layouts.get(type)));
  }

  private void place(DataType type, List<Liveness.Interval> lives, ArenaLayout layout) {
    // Zeroed: denormals in memory never written to would slow a product two hundredfold.
    DataBuffer arena = Nd4j.createBuffer(type, layout.bytes() / type.width(), true);
    arenas.add(arena);
    bytes += layout.bytes();
    for (Liveness.Interval life : lives) {
      ProgramValue value = life.value();
      long offset = layout.offsets().get(value.id()) / type.width();
      arrays.put(value.id(), Views.of(arena, offset, value.shape()));
    }
  }

  /** A dense operand as an array of ND4J's. */
  INDArray array(Operand operand) {
    return arrays.get(operand.storage()).reshape('c', operand.shape());
  }

  /** Address of an operand's first element. */
  FloatPointer address(Operand operand) {
    FloatPointer first = new FloatPointer(arrays.get(operand.storage()).data().addressPointer());
    return operand.offset() == 0 ? first : Vectors.from(first, operand.offset());
  }

  INDArray output(String name) {
    return outputs.get(name);
  }

  /** Outputs that are inputs, constants or a second name of another output reach their targets. */
  void copyOutputs() {
    copies.forEach(copy -> copy.to.assign(copy.from));
  }

  long bytes() {
    return bytes;
  }

  @Override
  public void close() {
    arenas.forEach(DataBuffer::close);
    arenas.clear();
  }
}
