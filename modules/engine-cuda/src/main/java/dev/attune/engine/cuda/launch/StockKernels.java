package dev.attune.engine.cuda.launch;

import dev.attune.engine.cuda.kernel.RowKernel;
import dev.attune.engine.cuda.kernel.Statement;
import dev.attune.engine.cuda.kernel.Term;
import dev.attune.engine.cuda.kernel.Term.Routine;
import dev.attune.engine.plan.Binary;
import dev.attune.engine.plan.Kernel;
import dev.attune.engine.plan.Operand;
import dev.attune.engine.plan.Plan;
import dev.attune.engine.plan.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.CustomOp;

/**
 * Generated kernels of operations that the planner leaves to ND4J: elementwise ones that repeat
 * both sides or have scalars, and moves of a part of an array.
 */
final class StockKernels {
  private final Plan plan;

  StockKernels(Plan plan) {
    this.plan = plan;
  }

  /** The kernels of a step, one after another; none if it has another form. */
  List<RowKernel> of(Step step) {
    return step.kernel() instanceof Kernel.Stock stock && allFloat(step)
        ? of(step, stock)
        : List.of();
  }

  private boolean allFloat(Step step) {
    return Stream.concat(step.inputs().stream(), step.outputs().stream())
        .allMatch(operand -> plan.storages().get(operand.storage()).type() == DataType.FLOAT);
  }

  private static List<RowKernel> of(Step step, Kernel.Stock stock) {
    return switch (stock.operation().name()) {
      case "add" -> joined(step, Binary.ADD);
      case "subtract" -> joined(step, Binary.SUBTRACT);
      case "multiply" -> joined(step, Binary.MULTIPLY);
      case "divide" -> joined(step, Binary.DIVIDE);
      case "log1p" -> called(step, Routine.LOG_OF_ONE_PLUS);
      case "sign" -> called(step, Routine.SIGN);
      case "step" -> called(step, Routine.ABOVE_ZERO);
      case "reduce_sum" -> sumOfOne(step);
      case "diag_part" -> List.of(stored(step.output(), diagonal(step.inputs().get(0))));
      case "diag" -> intoZeros(step.output(), diagonal(step.output()), step.inputs().get(0));
      case "slice" ->
          List.of(stored(step.output(), part(stock, step.inputs().get(0), step.output())));
      case "slice_bp" -> {
        Operand gradient = step.inputs().get(1);
        yield intoZeros(step.output(), part(stock, step.output(), gradient), gradient);
      }
      case "concat" -> beside(step, integers(stock)[0]);
      default -> List.of();
    };
  }

  private static List<RowKernel> joined(Step step, Binary operation) {
    long[] shape = step.output().shape();
    Term left = new Term.Load(Broadcast.to(step.inputs().get(0), shape));
    Term right = new Term.Load(Broadcast.to(step.inputs().get(1), shape));
    return List.of(stored(step.output(), new Term.Join(operation, left, right)));
  }

  private static List<RowKernel> called(Step step, Routine routine) {
    Term v = new Term.Load(Broadcast.to(step.inputs().get(0), step.output().shape()));
    return List.of(stored(step.output(), new Term.Call(routine, v)));
  }

  /** The sum of a scalar is itself. */
  private static List<RowKernel> sumOfOne(Step step) {
    return step.inputs().get(0).rank() == 0
        ? List.of(stored(step.output(), step.inputs().get(0)))
        : List.of();
  }

  /** Inputs in a row along an axis. */
  private static List<RowKernel> beside(Step step, long axisOfAny) {
    int axis = Math.floorMod((int) axisOfAny, step.output().rank());
    List<RowKernel> kernels = new ArrayList<>();
    long from = 0;
    for (Operand input : step.inputs()) {
      kernels.add(stored(along(step.output(), axis, from, input.size(axis)), input));
      from += input.size(axis);
    }
    return kernels;
  }

  private static Operand along(Operand whole, int axis, long from, long size) {
    long[] shape = whole.shape().clone();
    shape[axis] = size;
    long offset = whole.offset() + from * whole.strides()[axis];
    return new Operand(whole.storage(), offset, shape, whole.strides());
  }

  private static List<RowKernel> intoZeros(Operand whole, Operand place, Operand values) {
    return List.of(stored(whole, new Term.Constant(0)), stored(place, values));
  }

  private static Operand diagonal(Operand matrix) {
    long[] strides = {matrix.strides()[0] + matrix.strides()[1]};
    return new Operand(matrix.storage(), matrix.offset(), new long[] {matrix.size(0)}, strides);
  }

  /** Where a slice stands in the whole. */
  private static Operand part(Kernel.Stock stock, Operand whole, Operand like) {
    long[] begin = Arrays.copyOf(integers(stock), whole.rank());
    long offset = whole.offset();
    for (int axis = 0; axis < begin.length; axis++) {
      offset += begin[axis] * whole.strides()[axis];
    }
    return new Operand(whole.storage(), offset, like.shape(), whole.strides());
  }

  private static long[] integers(Kernel.Stock stock) {
    return ((CustomOp) stock.operation().function()).iArgs();
  }

  private static RowKernel stored(Operand to, Operand from) {
    return stored(to, new Term.Load(Broadcast.atLeastOneAxis(from)));
  }

  private static RowKernel stored(Operand to, Term value) {
    Operand place = Broadcast.atLeastOneAxis(to);
    return new RowKernel(
        place.shape(), place.rank() - 1, List.of(new Statement.Store(place, value)));
  }
}
