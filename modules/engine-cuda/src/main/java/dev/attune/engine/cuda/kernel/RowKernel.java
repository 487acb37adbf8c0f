package dev.attune.engine.cuda.kernel;

import dev.attune.engine.plan.Operand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Statements over an index space whose first axes count rows and whose other axes a row's columns.
 * Rows do not depend on each other; within a row each statement is done for all columns before the
 * next. Elementwise chains, softmax, norms and sums over any axes have this form: what is summed
 * over stands last, by permuted strides if need be.
 *
 * @param shape of the index space, at least one axis
 * @param rowAxes how many of its axes count rows
 * @param statements in order
 */
public record RowKernel(long[] shape, int rowAxes, List<Statement> statements) {

  /**
   * Checks the axes.
   *
   * @throws IllegalArgumentException if there is none, or fewer than count rows
   */
  public RowKernel {
    statements = List.copyOf(statements);
    if (rowAxes < 0 || rowAxes > shape.length || shape.length == 0) {
      throw new IllegalArgumentException(
          "%d row axes of %s".formatted(rowAxes, Arrays.toString(shape)));
    }
  }

  /** Number of rows. */
  public long rows() {
    return product(0, rowAxes);
  }

  /** Elements of a row. */
  public long width() {
    return product(rowAxes, shape.length);
  }

  private long product(int from, int to) {
    return Arrays.stream(shape, from, to).reduce(1, (a, b) -> a * b);
  }

  /** Whether rows matter: if not, elements do not depend on each other. */
  public boolean reduces() {
    return statements.stream()
        .anyMatch(s -> s instanceof Statement.Reduce || s instanceof Statement.StoreRow);
  }

  /** What is written, in order. */
  public List<Operand> writes() {
    List<Operand> writes = new ArrayList<>();
    for (Statement statement : statements) {
      if (statement instanceof Statement.Store store) {
        writes.add(store.to());
      } else if (statement instanceof Statement.StoreRow store) {
        writes.add(store.to());
      }
    }
    return writes;
  }

  /** What is read, in the order of first use. */
  public List<Operand> reads() {
    List<Operand> reads = new ArrayList<>();
    statements.forEach(statement -> collect(statement.value(), reads));
    return reads;
  }

  private static void collect(Term term, List<Operand> reads) {
    if (term instanceof Term.Load load) {
      if (reads.stream().noneMatch(known -> same(known, load.operand()))) {
        reads.add(load.operand());
      }
    }
    term.parts().forEach(part -> collect(part, reads));
  }

  /** Whether two operands see the same elements in the same places. */
  static boolean same(Operand a, Operand b) {
    return a.storage() == b.storage()
        && a.offset() == b.offset()
        && Arrays.equals(a.shape(), b.shape())
        && Arrays.equals(a.strides(), b.strides());
  }
}
