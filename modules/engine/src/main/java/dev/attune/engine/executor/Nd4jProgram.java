package dev.attune.engine.executor;

import dev.attune.engine.memory.FreeMemory;
import dev.attune.engine.program.ArenaLayout;
import dev.attune.engine.program.Arguments;
import dev.attune.engine.program.Liveness;
import dev.attune.engine.program.Operation;
import dev.attune.engine.program.Program;
import dev.attune.engine.program.ProgramValue;
import dev.attune.engine.program.Views;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A program with every value at a fixed place in memory and every operation's context built:
 * running it allocates nothing.
 *
 * <p>Owns its arena; what it is bound to belongs to the caller. Not thread-safe.
 */
final class Nd4jProgram implements PreparedProgram {
  private record Step(Operation operation, OpContext context) {
    void run() {
      Arguments.execute(operation.function(), context);
    }
  }

  private record Copy(INDArray from, INDArray to) {}

  private final Map<Integer, INDArray> arrays = new HashMap<>();
  private final Map<String, INDArray> outputs = new HashMap<>();
  private final List<ProgramValue> values;
  private final List<Step> steps = new ArrayList<>();
  private final List<Copy> copies = new ArrayList<>();
  private final List<DataBuffer> arenas = new ArrayList<>();
  private long arenaBytes;

  /**
   * Prepares a program.
   *
   * @param inputs an array for each of the program's inputs, by name
   * @param targets arrays that outputs shall be written to; outputs without one live in the arena
   */
  Nd4jProgram(Program program, Map<String, INDArray> inputs, Map<String, INDArray> targets) {
    values = program.values();
    program.inputs().forEach((name, value) -> arrays.put(value.id(), value.boundIn(inputs)));
    Set<String> direct = new HashSet<>();
    Set<Integer> bound = bindTargets(program, targets, direct);
    allocate(program, bound);
    for (ProgramValue value : program.values()) {
      arrays.computeIfAbsent(value.id(), id -> place(program, value));
    }
    for (Operation operation : program.operations()) {
      steps.add(step(operation));
    }
    program
        .outputs()
        .forEach(
            (name, value) -> {
              INDArray target = targets.get(name);
              outputs.put(name, target == null ? arrays.get(value.id()) : target);
              if (target != null && !direct.contains(name)) {
                copies.add(new Copy(arrays.get(value.id()), target.reshape('c', value.shape())));
              }
            });
  }

  /**
   * Outputs with memory of their own are written straight to their targets; inputs, constants and
   * the second of two outputs that are one value (equal gradients of two summands) are copied.
   */
  private Set<Integer> bindTargets(
      Program program, Map<String, INDArray> targets, Set<String> direct) {
    Set<Integer> bound = new HashSet<>();
    targets.forEach(
        (name, target) -> {
          ProgramValue owner = program.storage(program.outputs().get(name));
          if (owner.kind() == ProgramValue.Kind.INTERMEDIATE && bound.add(owner.id())) {
            arrays.put(owner.id(), target.reshape('c', owner.shape()));
            direct.add(name);
          }
        });
    return bound;
  }

  private void allocate(Program program, Set<Integer> bound) {
    Map<DataType, List<Liveness.Interval>> byType = new EnumMap<>(DataType.class);
    for (Liveness.Interval life : Liveness.of(program)) {
      if (!bound.contains(life.value().id())) {
        byType.computeIfAbsent(life.value().type(), t -> new ArrayList<>()).add(life);
      }
    }
    byType.forEach(
        (type, lives) -> {
          ArenaLayout layout = ArenaLayout.of(lives);
          int width = type.width();
          FreeMemory.requireForStep(layout.bytes());
          DataBuffer arena = Nd4j.createBuffer(type, layout.bytes() / width, true);
          arenas.add(arena);
          arenaBytes += layout.bytes();
          for (Liveness.Interval life : lives) {
            ProgramValue value = life.value();
            long offset = layout.offsets().get(value.id()) / width;
            arrays.put(value.id(), Views.of(arena, offset, value.shape()));
          }
        });
  }

  private INDArray place(Program program, ProgramValue value) {
    INDArray owner =
        value.constant() != null ? value.constant() : arrays.get(program.storage(value).id());
    return owner.reshape('c', value.shape());
  }

  private Step step(Operation operation) {
    List<INDArray> inputs = new ArrayList<>();
    for (int id : operation.inputs()) {
      inputs.add(arrays.get(id));
    }
    OpContext context = Arguments.context(operation.function(), inputs);
    for (int i = 0; i < operation.outputs().length; i++) {
      context.setOutputArray(i, arrays.get(operation.outputs()[i]));
    }
    // Shapes were inferred when the program was compiled; asking again costs more than a small op.
    context.shapeFunctionOverride(true);
    return new Step(operation, context);
  }

  @Override
  public void run() {
    for (Step step : steps) {
      step.run();
    }
    for (Copy copy : copies) {
      copy.to.assign(copy.from);
    }
  }

  @Override
  public INDArray output(String name) {
    return outputs.get(name);
  }

  @Override
  public long bytes() {
    return arenaBytes;
  }

  @Override
  public List<PlanLine> profile(int rounds) {
    List<Runnable> runs = new ArrayList<>();
    steps.forEach(step -> runs.add(step::run));
    double[] times = Profile.of(runs, rounds);
    List<PlanLine> lines = new ArrayList<>();
    for (int i = 0; i < times.length; i++) {
      lines.add(line(steps.get(i).operation, times[i]));
    }
    return lines;
  }

  private PlanLine line(Operation operation, double milliseconds) {
    List<ProgramValue> read = Arrays.stream(operation.inputs()).mapToObj(values::get).toList();
    List<ProgramValue> written = Arrays.stream(operation.outputs()).mapToObj(values::get).toList();
    long bytes =
        Stream.concat(read.stream(), written.stream()).mapToLong(ProgramValue::bytes).sum();
    return new PlanLine(
        operation.name(), shapes(read) + " → " + shapes(written), "nd4j", bytes, milliseconds);
  }

  private static String shapes(List<ProgramValue> values) {
    return values.stream()
        .map(value -> Arrays.toString(value.shape()))
        .collect(Collectors.joining(" "));
  }

  @Override
  public Map<String, Integer> stock() {
    return Map.of();
  }

  @Override
  public void close() {
    steps.clear();
    for (DataBuffer arena : arenas) {
      arena.close();
    }
    arenas.clear();
  }
}
