package dev.attune.engine.plan;

import dev.attune.engine.program.Operation;
import dev.attune.engine.program.Program;
import dev.attune.engine.program.ProgramValue;
import dev.attune.engine.program.Region;
import dev.attune.graph.Composite;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Which regions of a program can be replaced by one step each: nothing outside may read what they
 * compute on the way, but for their own backward passes, which are then replaced too.
 */
final class RegionChoice {
  private final Program program;
  private final Set<Composite.Kind> covered;
  private final int[] writer;
  private final List<List<Integer>> readers = new ArrayList<>();
  private final Set<Integer> results = new HashSet<>();

  /**
   * A region to replace.
   *
   * @param region which
   * @param position index of the operation before which its step stands
   */
  record Chosen(Region region, int position) {}

  RegionChoice(Program program, Set<Composite.Kind> covered) {
    this.program = program;
    this.covered = covered;
    writer = new int[program.values().size()];
    Arrays.fill(writer, -1);
    program.values().forEach(value -> readers.add(new ArrayList<>()));
    for (int i = 0; i < program.operations().size(); i++) {
      Operation operation = program.operations().get(i);
      for (int id : operation.outputs()) {
        writer[storage(id)] = i;
      }
      for (int id : operation.inputs()) {
        readers.get(storage(id)).add(i);
      }
    }
    program.outputs().values().forEach(value -> results.add(value.storage()));
  }

  private int storage(int id) {
    return program.values().get(id).storage();
  }

  /** Those that can be replaced, by the index of their region. */
  Map<Integer, Chosen> chosen() {
    Map<Integer, Chosen> chosen = new HashMap<>();
    Set<Integer> taken = new HashSet<>();
    for (int i = 0; i < program.regions().size(); i++) {
      Region region = program.regions().get(i);
      if (region.backward() || !covered.contains(region.kind())) {
        continue;
      }
      List<Integer> group = new ArrayList<>(List.of(i));
      group.addAll(region.backwards());
      Map<Integer, Chosen> placed = placed(group);
      Set<Integer> operations = operations(group);
      if (placed != null && disjoint(operations, taken) && closed(group, operations)) {
        chosen.putAll(placed);
        taken.addAll(operations);
      }
    }
    return chosen;
  }

  private Set<Integer> operations(List<Integer> group) {
    Set<Integer> all = new HashSet<>();
    group.forEach(i -> all.addAll(program.regions().get(i).operations()));
    return all;
  }

  private static boolean disjoint(Set<Integer> some, Set<Integer> others) {
    return some.stream().noneMatch(others::contains);
  }

  /** Whether what is computed on the way stays within the group, and all of it is float. */
  private boolean closed(List<Integer> group, Set<Integer> operations) {
    int separate = group.stream().mapToInt(i -> program.regions().get(i).operations().size()).sum();
    if (separate != operations.size()) {
      return false;
    }
    for (int i : group) {
      Region region = program.regions().get(i);
      Set<Integer> visible = storages(region.outputs());
      // A forward region's inner values may be read by its backward regions alone.
      Set<Integer> within = !region.backward() ? operations : region.operations();
      for (int operation : region.operations()) {
        for (int id : program.operations().get(operation).outputs()) {
          boolean inner = !visible.contains(storage(id));
          boolean escapes =
              results.contains(storage(id)) || !within.containsAll(readers.get(storage(id)));
          if ((inner && escapes) || program.values().get(id).type() != DataType.FLOAT) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private Set<Integer> storages(int... ids) {
    Set<Integer> storages = new HashSet<>();
    for (int id : ids) {
      if (id != Region.UNUSED) {
        storages.add(storage(id));
      }
    }
    return storages;
  }

  /** Each region's place: after all its inputs are written, before any result is read. */
  private Map<Integer, Chosen> placed(List<Integer> group) {
    Map<Integer, Chosen> placed = new HashMap<>();
    for (int i : group) {
      Region region = program.regions().get(i);
      int earliest = 0;
      for (int id : region.inputs()) {
        earliest = Math.max(earliest, writer[storage(id)] + 1);
      }
      Set<Integer> read = storages(region.inputs());
      if (storages(region.outputs()).stream().anyMatch(read::contains)) {
        // A gradient that is passed on as it came: one memory for both.
        return null;
      }
      int firstWrite = program.operations().size();
      int firstRead = program.operations().size();
      for (int id : storages(region.outputs())) {
        ProgramValue output = program.values().get(id);
        if (output.kind() != ProgramValue.Kind.INTERMEDIATE) {
          return null;
        }
        firstWrite = Math.min(firstWrite, writer[id]);
        for (int reader : readers.get(id)) {
          if (!region.operations().contains(reader)) {
            firstRead = Math.min(firstRead, reader);
          }
        }
      }
      int position = Math.max(earliest, firstWrite);
      if (position > firstRead) {
        return null;
      }
      placed.put(i, new Chosen(region, position));
    }
    return placed;
  }
}
