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
 * Sums, largest elements and their gradient as generated kernels, which read their input once and
 * fuse with what makes it: ND4J's reductions, and products with a vector of ones, which the graph
 * has for sums.
 */
final class Sums {
  /** Up to here a float counts columns. */
  private static final long MOST_COUNTED = 1 << 24;

  private final Plan plan;
  private final Map<Integer, Boolean> ones = new HashMap<>();

  Sums(Plan plan) {
    this.plan = plan;
  }

  /** The kernel of a step that is a sum or a maximum, or a maximum's gradient. */
  Optional<RowKernel> of(Step step) {
    if (step.kernel() instanceof Kernel.Stock stock) {
      return switch (stock.operation().name()) {
        case "reduce_sum" -> reduction(step, stock, Reduction.SUM);
        case "reduce_max" -> reduction(step, stock, Reduction.MAX);
        case "reduce_max_bp" -> largestBackward(step, stock);
        default -> Optional.empty();
      };
    }
    boolean scaled = step.epilogues().stream().allMatch(Epilogue.Apply.class::isInstance);
    return step.kernel() instanceof Kernel.Product && step.output().rank() == 2 && scaled
        ? product(step)
        : Optional.empty();
  }

  /**
   * An input's axes in another order.
   *
   * @param order those that are kept, then those that are reduced
   * @param kept how many are
   */
  private record Reduced(Operand in, int[] order, int kept) {

    /** What has a number for each reduced part, dense, repeated over the whole. */
    Operand repeated(Operand result) {
      long[] shape = whole().shape();
      long[] strides = new long[shape.length];
      System.arraycopy(Operand.denseStrides(rows()), 0, strides, 0, kept);
      return new Operand(result.storage(), 0, shape, strides);
    }

    Operand whole() {
      return in.permuted(order);
    }

    long[] rows() {
      return Arrays.copyOf(whole().shape(), kept);
    }
  }

  private Optional<Reduced> reduced(Operand in, Kernel.Stock stock) {
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
    return Optional.of(new Reduced(in, order, kept.length));
  }

  private Optional<RowKernel> reduction(Step step, Kernel.Stock stock, Reduction reduction) {
    return reduced(step.inputs().get(0), stock)
        .map(
            of -> {
              Operand to = Operand.dense(step.output().storage(), of.rows());
              return kernel(of.whole(), of.kept, reduction, to, step);
            });
  }

  /** (v, g) → (g for the first of a row's largest elements, 0 for the others). */
  private Optional<RowKernel> largestBackward(Step step, Kernel.Stock stock) {
    return reduced(step.inputs().get(0), stock)
        .map(
            of -> {
              Operand to = step.output().permuted(of.order);
              Term g = new Term.Load(of.repeated(step.inputs().get(1)));
              return toLargest(new Term.Load(of.whole()), g, of.kept, to);
            })
        .filter(kernel -> kernel.width() <= MOST_COUNTED);
  }

  private static RowKernel toLargest(Term v, Term gradient, int rowAxes, Operand to) {
    Term below = Term.subtract(new Term.RowValue(0), v);
    Term isLargest = isNotAbove(below);
    long width = Arrays.stream(to.shape(), rowAxes, to.rank()).reduce(1, (a, b) -> a * b);
    // The first of them has the most places from its own on.
    Term left = Term.multiply(isLargest, Term.linear(-1, new Term.Column(), (double) width));
    Term isFirst = isNotAbove(Term.subtract(new Term.RowValue(2), new Term.Element(1)));
    return new RowKernel(
        to.shape(),
        rowAxes,
        List.of(
            new Statement.Reduce(0, Reduction.MAX, v),
            new Statement.Let(1, left),
            new Statement.Reduce(2, Reduction.MAX, new Term.Element(1)),
            new Statement.Store(to, Term.multiply(gradient, isFirst))));
  }

  /** 0 above zero, else 1. */
  private static Term isNotAbove(Term term) {
    return Term.linear(-1, new Term.Call(Term.Routine.ABOVE_ZERO, term), 1);
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
