package dev.attune.engine.cuda.launch;

import dev.attune.engine.cuda.kernel.RowKernel;
import dev.attune.engine.cuda.kernel.Statement;
import dev.attune.engine.cuda.kernel.Statement.Reduction;
import dev.attune.engine.cuda.kernel.Term;
import dev.attune.engine.plan.Epilogue;
import dev.attune.engine.plan.Kernel;
import dev.attune.engine.plan.Operand;
import dev.attune.engine.plan.Plan;
import dev.attune.engine.plan.Step;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;

/**
 * Sums and largest elements as generated kernels, which read their input once and fuse with what
 * makes it: ND4J's reductions, and products with a vector of ones, which the graph has for sums.
 */
final class Sums {
  private final Plan plan;
  private final Map<Integer, Boolean> ones = new HashMap<>();

  Sums(Plan plan) {
    this.plan = plan;
  }

  /** The kernel of a step that is a sum or a maximum. */
  Optional<RowKernel> of(Step step) {
    if (step.kernel() instanceof Kernel.Stock stock) {
      return switch (stock.operation().name()) {
        case "reduce_sum" -> reduction(step, stock, Reduction.SUM);
        case "reduce_max" -> reduction(step, stock, Reduction.MAX);
        default -> Optional.empty();
      };
    }
    boolean scaled = step.epilogues().stream().allMatch(Epilogue.Apply.class::isInstance);
    return step.kernel() instanceof Kernel.Product && step.output().rank() == 2 && scaled
        ? product(step)
        : Optional.empty();
  }

  private Optional<RowKernel> reduction(Step step, Kernel.Stock stock, Reduction reduction) {
    Operand in = step.inputs().get(0);
    if (in.rank() == 0 || plan.storages().get(in.storage()).type() != DataType.FLOAT) {
      return Optional.empty();
    }
    long[] given = ((CustomOp) stock.operation().function()).iArgs();
    int[] reduced =
        given.length == 0
            ? IntStream.range(0, in.rank()).toArray()
            : Arrays.stream(given).mapToInt(axis -> Math.floorMod((int) axis, in.rank())).toArray();
    int[] kept =
        IntStream.range(0, in.rank())
            .filter(axis -> Arrays.stream(reduced).noneMatch(r -> r == axis))
            .toArray();
    int[] order = IntStream.concat(IntStream.of(kept), IntStream.of(reduced).sorted()).toArray();
    long[] rows = IntStream.of(kept).mapToLong(in::size).toArray();
    Operand to = Operand.dense(step.output().storage(), rows);
    return Optional.of(kernel(in.permuted(order), kept.length, reduction, to, step));
  }

  private Optional<RowKernel> product(Step step) {
    Operand a = step.inputs().get(0);
    Operand b = step.inputs().get(1);
    Operand to = step.output();
    if (a.size(0) == 1 && isOnes(a)) {
      return Optional.of(kernel(b.transposed(), 1, Reduction.SUM, axis(to, 1), step));
    }
    return b.size(1) == 1 && isOnes(b)
        ? Optional.of(kernel(a, 1, Reduction.SUM, axis(to, 0), step))
        : Optional.empty();
  }

  private static Operand axis(Operand matrix, int axis) {
    long[] shape = {matrix.size(axis)};
    return new Operand(
        matrix.storage(), matrix.offset(), shape, new long[] {matrix.strides()[axis]});
  }

  private static RowKernel kernel(
      Operand in, int rowAxes, Reduction reduction, Operand to, Step step) {
    Term value = new Term.RowValue(0);
    for (Epilogue epilogue : step.epilogues()) {
      value = new Term.Apply(((Epilogue.Apply) epilogue).function(), value);
    }
    return new RowKernel(
        in.shape(),
        rowAxes,
        List.of(
            new Statement.Reduce(0, reduction, new Term.Load(in)),
            new Statement.StoreRow(to, value)));
  }

  private boolean isOnes(Operand operand) {
    return ones.computeIfAbsent(operand.storage(), this::isOnes);
  }

  private boolean isOnes(int storage) {
    INDArray constant = plan.storages().get(storage).constant();
    return constant != null
        && constant.minNumber().doubleValue() == 1
        && constant.maxNumber().doubleValue() == 1;
  }
}
