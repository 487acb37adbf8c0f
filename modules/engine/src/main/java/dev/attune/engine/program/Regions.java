package dev.attune.engine.program;

import dev.attune.graph.Composite;
import dev.attune.graph.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the operations of each composite in a lowered program. */
final class Regions {
  private final List<ProgramValue> values;
  private final List<Operation> operations;
  private final Map<String, ProgramValue> byName;
  private final Map<Integer, Integer> writers = new HashMap<>();

  Regions(List<ProgramValue> values, List<Operation> operations, Map<String, ProgramValue> byName) {
    this.values = values;
    this.operations = operations;
    this.byName = byName;
    for (int i = 0; i < operations.size(); i++) {
      for (int id : operations.get(i).outputs()) {
        writers.put(id, i);
      }
    }
  }

  /** The composites that are left after the lowering; what nobody needs is not there any more. */
  List<Region> of(List<Composite> composites) {
    Map<Composite, Integer> indices = new HashMap<>();
    List<Composite> found = new ArrayList<>();
    for (Composite composite : composites) {
      boolean whole = composite.forward() == null || indices.containsKey(composite.forward());
      if (whole && alive(composite)) {
        indices.put(composite, found.size());
        found.add(composite);
      }
    }
    List<Region> regions = new ArrayList<>();
    for (Composite composite : found) {
      List<Integer> backwards = new ArrayList<>();
      for (int i = 0; i < found.size(); i++) {
        if (composite.equals(found.get(i).forward())) {
          backwards.add(i);
        }
      }
      // A forward composite stands before its backward passes.
      Set<Integer> before =
          composite.forward() == null
              ? Set.of()
              : regions.get(indices.get(composite.forward())).operations();
      regions.add(region(composite, backwards, before));
    }
    return regions;
  }

  private boolean alive(Composite composite) {
    boolean written = false;
    for (int id : ids(composite.outputs())) {
      written |= id != Region.UNUSED && writers.containsKey(values.get(id).storage());
    }
    return written && Arrays.stream(ids(composite.inputs())).noneMatch(id -> id == Region.UNUSED);
  }

  private Region region(Composite composite, List<Integer> backwards, Set<Integer> before) {
    int[] inputs = ids(composite.inputs());
    int[] outputs = ids(composite.outputs());
    return new Region(
        composite.kind(),
        composite.epsilon(),
        inputs,
        outputs,
        between(inputs, outputs, before),
        backwards,
        composite.forward() != null);
  }

  private int[] ids(List<Value> of) {
    return of.stream()
        .map(value -> value == null ? null : byName.get(value.name()))
        .mapToInt(value -> value == null ? Region.UNUSED : value.id())
        .toArray();
  }

  /** All that the outputs depend on, as far back as the inputs and the forward pass. */
  private Set<Integer> between(int[] inputs, int[] outputs, Set<Integer> before) {
    Set<Integer> border = new HashSet<>();
    Arrays.stream(inputs).forEach(id -> border.add(values.get(id).storage()));
    Deque<Integer> open = new ArrayDeque<>();
    Arrays.stream(outputs).filter(id -> id != Region.UNUSED).forEach(open::push);
    Set<Integer> between = new HashSet<>();
    while (!open.isEmpty()) {
      int storage = values.get(open.pop()).storage();
      Integer writer = writers.get(storage);
      boolean within = writer != null && !border.contains(storage) && !before.contains(writer);
      if (within && between.add(writer)) {
        Arrays.stream(operations.get(writer).inputs()).forEach(open::push);
      }
    }
    return between;
  }
}
