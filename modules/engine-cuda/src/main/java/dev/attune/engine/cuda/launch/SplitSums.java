package dev.attune.engine.cuda.launch;

import dev.attune.engine.cuda.kernel.Rewriting;
import dev.attune.engine.cuda.kernel.RowKernel;
import dev.attune.engine.cuda.kernel.Statement;
import dev.attune.engine.cuda.kernel.Term;
import dev.attune.engine.plan.Operand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Few long rows as many short ones: a kernel for the sums of each row's parts, and one that joins
 * them, so that a gradient of a bias keeps more of a device busy than a few blocks.
 */
final class SplitSums {
  /** Rows below this leave a large GPU idle. */
  private static final long ENOUGH_ROWS = 1 << 14;

  /** What is less is not worth another kernel. */
  private static final long LEAST_WIDTH = 2048;

  private static final long LEAST_LENGTH = 1 << 18;

  private static final long SHORTEST_PART = 128;
  private static final long MOST_PARTS = 1024;

  private final Memory memory;

  SplitSums(Memory memory) {
    this.memory = memory;
  }

  /** The launches in a kernel's place: itself if it has many rows, or does more than join them. */
  List<Launch> of(Launch launch) {
    return launch instanceof Launch.Generated generated
        ? parts(generated.kernel())
            .map(parts -> split(generated.kernel(), parts))
            .orElseGet(() -> List.of(launch))
        : List.of(launch);
  }

  /** Into how many parts the first axis of the columns falls; none if it should not. */
  private static Optional<Long> parts(RowKernel kernel) {
    long width = kernel.width();
    if (width < LEAST_WIDTH || width * kernel.rows() < LEAST_LENGTH || !onlyJoins(kernel)) {
      return Optional.empty();
    }
    long first = kernel.shape()[kernel.rowAxes()];
    long most = Math.min(Math.min(ENOUGH_ROWS / kernel.rows(), width / SHORTEST_PART), MOST_PARTS);
    return LongStream.rangeClosed(2, Math.min(most, first))
        .boxed()
        .filter(parts -> first % parts == 0)
        .max(Long::compare);
  }

  /** Whether no element needs a whole row's number. */
  private static boolean onlyJoins(RowKernel kernel) {
    Set<Integer> ofRows = new HashSet<>();
    boolean reduces = false;
    for (Statement statement : kernel.statements()) {
      boolean byElement =
          statement instanceof Statement.Let
              || statement instanceof Statement.Store
              || statement instanceof Statement.Reduce;
      if (byElement && uses(statement.value(), ofRows)) {
        return false;
      }
      if (statement instanceof Statement.Reduce reduce) {
        ofRows.add(reduce.id());
        reduces = true;
      } else if (statement instanceof Statement.LetRow let && uses(let.value(), ofRows)) {
        ofRows.add(let.id());
      }
    }
    return reduces;
  }

  private static boolean uses(Term term, Set<Integer> rows) {
    return (term instanceof Term.RowValue value && rows.contains(value.id()))
        || term.parts().stream().anyMatch(part -> uses(part, rows));
  }

  private List<Launch> split(RowKernel kernel, long parts) {
    int axis = kernel.rowAxes();
    List<Statement> partial = new ArrayList<>();
    List<Statement> joined = new ArrayList<>();
    Rewriting ofRow = Rewriting.operands(operand -> ofRow(operand, axis, parts));
    Rewriting byParts = Rewriting.operands(operand -> divided(operand, axis, parts));
    Set<Integer> whole = new HashSet<>();
    for (Statement statement : kernel.statements()) {
      if (statement instanceof Statement.Reduce reduce) {
        whole.add(reduce.id());
        Operand sums = memory.fresh("parts of sums", DataType.FLOAT, sums(kernel, parts));
        partial.add(byParts.of(statement));
        partial.add(new Statement.StoreRow(sums, new Term.RowValue(reduce.id())));
        Term part = new Term.Load(lastFirst(sums));
        joined.add(new Statement.Reduce(reduce.id(), reduce.reduction(), part));
      } else if (statement instanceof Statement.StoreRow) {
        joined.add(ofRow.of(statement));
      } else if (statement instanceof Statement.LetRow let) {
        joined.add(ofRow.of(statement));
        if (uses(let.value(), whole)) {
          whole.add(let.id());
        } else {
          partial.add(byParts.of(statement));
        }
      } else {
        partial.add(byParts.of(statement));
      }
    }
    return List.of(
        new Launch.Generated(new RowKernel(shape(kernel, parts), axis + 1, partial)),
        new Launch.Generated(new RowKernel(rowsAnd(kernel, parts), axis, joined)));
  }

  /** [parts, rows …, what is left of the columns]: neighbours among the rows stay such. */
  private static long[] shape(RowKernel kernel, long parts) {
    return divided(Operand.dense(0, kernel.shape()), kernel.rowAxes(), parts).shape();
  }

  private static Operand divided(Operand operand, int axis, long parts) {
    int rank = operand.rank();
    long[] shape = new long[rank + 1];
    long[] strides = new long[rank + 1];
    System.arraycopy(operand.shape(), 0, shape, 1, rank);
    System.arraycopy(operand.strides(), 0, strides, 1, rank);
    shape[0] = parts;
    shape[axis + 1] = operand.size(axis) / parts;
    strides[0] = operand.strides()[axis] * shape[axis + 1];
    return new Operand(operand.storage(), operand.offset(), shape, strides);
  }

  /** What is the same for all columns, for as many columns as there are parts. */
  private static Operand ofRow(Operand operand, int axis, long parts) {
    long[] shape = Arrays.copyOf(operand.shape(), axis + 1);
    long[] strides = Arrays.copyOf(operand.strides(), axis + 1);
    shape[axis] = parts;
    strides[axis] = 0;
    return new Operand(operand.storage(), operand.offset(), shape, strides);
  }

  private static long[] sums(RowKernel kernel, long parts) {
    long[] shape = new long[kernel.rowAxes() + 1];
    shape[0] = parts;
    System.arraycopy(kernel.shape(), 0, shape, 1, kernel.rowAxes());
    return shape;
  }

  private static long[] rowsAnd(RowKernel kernel, long parts) {
    return lastFirst(Operand.dense(0, sums(kernel, parts))).shape();
  }

  private static Operand lastFirst(Operand sums) {
    int[] axes = new int[sums.rank()];
    Arrays.setAll(axes, i -> (i + 1) % axes.length);
    return sums.permuted(axes);
  }
}
