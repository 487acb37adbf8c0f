package dev.attune.engine.cuda.source;

import dev.attune.engine.cuda.kernel.RowKernel;
import dev.attune.engine.cuda.kernel.Statement;
import dev.attune.engine.cuda.kernel.Term;
import dev.attune.engine.plan.Operand;
import java.util.ArrayList;
import java.util.List;

/**
 * How many neighbours along the last axis a thread takes at once, by one load and one store each: a
 * GPU has to have many bytes on their way to be busy.
 */
final class Lanes {
  private static final int MOST = 4;
  private static final int WARP = 32;

  /** Fewer elements are worth more threads. */
  private static final long LEAST = 1 << 12;

  private Lanes() {}

  /** 4, 2 or 1. */
  static int of(RowKernel kernel, Schedule.Form form) {
    for (int lanes = MOST; lanes > 1; lanes /= 2) {
      if (fills(kernel, form, lanes) && reaches(kernel, lanes)) {
        return lanes;
      }
    }
    return 1;
  }

  /** Whether there is enough to do for all threads. */
  private static boolean fills(RowKernel kernel, Schedule.Form form, int lanes) {
    return switch (form) {
      case ELEMENTS -> kernel.rows() * kernel.width() >= LEAST;
      case WARP_A_ROW -> kernel.width() % ((long) WARP * lanes) == 0;
      case BLOCK_A_ROW -> true;
      case ROWS_BESIDE -> false;
    };
  }

  /** Whether neighbours stand side by side wherever they stand, from multiples of them on. */
  private static boolean reaches(RowKernel kernel, int lanes) {
    int last = kernel.shape().length - 1;
    // A row's columns, where there are rows: a kernel of elements has no row to keep to.
    boolean along = !kernel.reduces() || kernel.rowAxes() <= last;
    return along
        && kernel.statements().stream().noneMatch(statement -> counts(statement.value()))
        && kernel.shape()[last] % lanes == 0
        && elements(kernel).stream().allMatch(operand -> reaches(operand, last, lanes));
  }

  private static boolean reaches(Operand operand, int last, int lanes) {
    if (repeats(operand, last)) {
      return true;
    }
    boolean reaches = operand.strides()[last] == 1 && operand.offset() % lanes == 0;
    for (int axis = 0; axis < last; axis++) {
      reaches &= operand.size(axis) == 1 || operand.strides()[axis] % lanes == 0;
    }
    return reaches;
  }

  /** Whether a term has its column's number, which neighbours do not share. */
  private static boolean counts(Term term) {
    return term instanceof Term.Column || term.parts().stream().anyMatch(Lanes::counts);
  }

  /** Whether an operand is the same for all neighbours. */
  static boolean repeats(Operand operand, int last) {
    return operand.strides()[last] == 0;
  }

  private static List<Operand> elements(RowKernel kernel) {
    List<Operand> elements = new ArrayList<>(kernel.reads());
    for (Statement statement : kernel.statements()) {
      if (statement instanceof Statement.Store store) {
        elements.add(store.to());
      }
    }
    return elements;
  }
}
