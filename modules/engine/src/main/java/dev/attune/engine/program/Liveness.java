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

  /** The lives of all intermediates that own memory, in the order of their birth. */
  public static List<Interval> of(Program program) {
    return of(program.values(), program.operations(), program.outputs().values());
  }

  static List<Interval> of(
      List<ProgramValue> values, List<Operation> operations, Collection<ProgramValue> outputs) {
    int[] first = new int[values.size()];
    int[] last = new int[values.size()];
    Arrays.fill(first, -1);
    for (int i = 0; i < operations.size(); i++) {
      for (int id : operations.get(i).outputs()) {
        int owner = values.get(id).storage();
        first[owner] = first[owner] < 0 ? i : first[owner];
        last[owner] = Math.max(last[owner], i);
      }
      for (int id : operations.get(i).inputs()) {
        int owner = values.get(id).storage();
        last[owner] = Math.max(last[owner], i);
      }
    }
    for (ProgramValue output : outputs) {
      last[output.storage()] = operations.size();
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
