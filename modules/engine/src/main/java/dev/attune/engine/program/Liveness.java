package dev.attune.engine.program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** From which operation to which each intermediate's memory is needed. */
public final class Liveness {

  /**
   * A value's life, both ends inclusive.
   *
   * @param value the value that owns the memory
   * @param first index of the operation that writes it
   * @param last index of the last operation that reads it; one past the end for outputs
   */
  public record Interval(ProgramValue value, int first, int last) {
    /** Whether two lives share an operation. */
    public boolean overlaps(Interval other) {
      return first <= other.last && other.first <= last;
    }
  }

  private Liveness() {}

  /**
   * What one operation, step or launch does to memory.
   *
   * @param writes ids of values
   * @param reads ids of values
   */
  public record Access(List<Integer> writes, List<Integer> reads) {
    public Access {
      writes = List.copyOf(writes);
      reads = List.copyOf(reads);
    }
  }

  /** The lives of all intermediates that own memory, in the order of their birth. */
  public static List<Interval> of(Program program) {
    List<Access> accesses =
        program.operations().stream()
            .map(operation -> new Access(list(operation.outputs()), list(operation.inputs())))
            .toList();
    return of(program.values(), accesses, program.outputs().values());
  }

  private static List<Integer> list(int... ids) {
    return Arrays.stream(ids).boxed().toList();
  }

  /**
   * The lives of all intermediates that own memory, in the order of their ids.
   *
   * @param values by id
   * @param accesses in the order of execution
   * @param outputs live to one past the end
   */
  public static List<Interval> of(
      List<ProgramValue> values, List<Access> accesses, Collection<ProgramValue> outputs) {
    int[] first = new int[values.size()];
    int[] last = new int[values.size()];
    Arrays.fill(first, -1);
    for (int i = 0; i < accesses.size(); i++) {
      for (int id : accesses.get(i).writes()) {
        int owner = values.get(id).storage();
        first[owner] = first[owner] < 0 ? i : first[owner];
        last[owner] = Math.max(last[owner], i);
      }
      for (int id : accesses.get(i).reads()) {
        int owner = values.get(id).storage();
        last[owner] = Math.max(last[owner], i);
      }
    }
    for (ProgramValue output : outputs) {
      last[output.storage()] = accesses.size();
    }
    List<Interval> lives = new ArrayList<>();
    for (ProgramValue value : values) {
      if (value.kind() == ProgramValue.Kind.INTERMEDIATE && first[value.id()] >= 0) {
        lives.add(new Interval(value, first[value.id()], last[value.id()]));
      }
    }
    return lives;
  }
}
