package dev.attune.engine.cuda.launch;

import dev.attune.engine.cuda.kernel.Rewriting;
import dev.attune.engine.cuda.kernel.RowKernel;
import dev.attune.engine.cuda.kernel.Statement;
import dev.attune.engine.plan.Operand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The same kernel with its index space counted in another way. */
final class Axes {
  private Axes() {}

  /** Axis i is the old axis {@code axes[i]}; numbers of rows stand where they stood. */
  static RowKernel permuted(RowKernel kernel, int... axes) {
    long[] shape = new long[axes.length];
    for (int i = 0; i < axes.length; i++) {
      shape[i] = kernel.shape()[axes[i]];
    }
    return rewritten(kernel, shape, kernel.rowAxes(), operand -> operand.permuted(axes));
  }

  private static RowKernel rewritten(
      RowKernel kernel, long[] shape, int rowAxes, UnaryOperator<Operand> change) {
    Rewriting rewriting = Rewriting.operands(change);
    List<Statement> statements = kernel.statements().stream().map(rewriting::of).toList();
    return new RowKernel(shape, rowAxes, statements);
  }

  /**
   * Neighbouring axes as one wherever no operand can tell the difference: two kernels over the same
   * elements then have the same shape.
   */
  static RowKernel collapsed(RowKernel kernel) {
    RowKernel at = kernel;
    int axis = 0;
    while (axis + 1 < at.shape().length) {
      boolean within = axis + 1 != at.rowAxes();
      if (within && joins(at, axis)) {
        at = joined(at, axis);
      } else {
        axis++;
      }
    }
    return at;
  }

  /** Numbers of rows are written by axis, so their axes stay. */
  private static boolean joins(RowKernel kernel, int axis) {
    long size = kernel.shape()[axis + 1];
    boolean rowsWritten =
        axis < kernel.rowAxes()
            && kernel.statements().stream().anyMatch(Statement.StoreRow.class::isInstance);
    return !rowsWritten
        && elements(kernel).stream()
            .allMatch(o -> o.strides()[axis] == size * o.strides()[axis + 1] || single(o, axis));
  }

  private static boolean single(Operand operand, int axis) {
    return operand.size(axis) == 1 || operand.size(axis + 1) == 1;
  }

  private static RowKernel joined(RowKernel kernel, int axis) {
    int rowAxes = axis + 1 < kernel.rowAxes() ? kernel.rowAxes() - 1 : kernel.rowAxes();
    long[] shape = without(kernel.shape(), axis);
    shape[axis] = kernel.shape()[axis] * kernel.shape()[axis + 1];
    return rewritten(kernel, shape, rowAxes, operand -> joined(operand, axis, shape));
  }

  private static Operand joined(Operand operand, int axis, long... shape) {
    long[] strides = without(operand.strides(), axis);
    // Where the inner axis has one element, the outer one's stride leads on.
    strides[axis] = operand.strides()[operand.size(axis + 1) == 1 ? axis : axis + 1];
    return new Operand(operand.storage(), operand.offset(), shape.clone(), strides);
  }

  private static long[] without(long[] values, int index) {
    List<Long> kept = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      if (i != index) {
        kept.add(values[i]);
      }
    }
    return kept.stream().mapToLong(Long::longValue).toArray();
  }

  /** What is read and written by element. */
  private static List<Operand> elements(RowKernel kernel) {
    List<Operand> all = new ArrayList<>(kernel.reads());
    for (Statement statement : kernel.statements()) {
      if (statement instanceof Statement.Store store) {
        all.add(store.to());
      }
    }
    return all;
  }

  /** An elementwise kernel by another shape of as many elements, if its operands allow it. */
  static Optional<RowKernel> counted(RowKernel kernel, long[] shape, int rowAxes) {
    if (Arrays.equals(kernel.shape(), shape) && kernel.rowAxes() == rowAxes) {
      return Optional.of(kernel);
    }
    long length = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    boolean fits =
        !kernel.reduces()
            && kernel.rows() * kernel.width() == length
            && elements(kernel).stream().allMatch(o -> isDense(o) || isScalar(o));
    return fits
        ? Optional.of(rewritten(kernel, shape, rowAxes, o -> counted(o, shape)))
        : Optional.empty();
  }

  private static Operand counted(Operand operand, long... shape) {
    long[] strides = isScalar(operand) ? new long[shape.length] : Operand.denseStrides(shape);
    return new Operand(operand.storage(), operand.offset(), shape.clone(), strides);
  }

  private static boolean isScalar(Operand operand) {
    return Arrays.stream(operand.strides()).allMatch(stride -> stride == 0);
  }

  private static boolean isDense(Operand operand) {
    long[] dense = Operand.denseStrides(operand.shape());
    for (int i = 0; i < dense.length; i++) {
      if (operand.size(i) != 1 && operand.strides()[i] != dense[i]) {
        return false;
      }
    }
    return true;
  }
}
