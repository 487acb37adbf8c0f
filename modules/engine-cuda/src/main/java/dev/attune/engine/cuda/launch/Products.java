package dev.attune.engine.cuda.launch;

import dev.attune.engine.cuda.kernel.RowKernel;
import dev.attune.engine.executor.Precision;
import dev.attune.engine.plan.Binary;
import dev.attune.engine.plan.Epilogue;
import dev.attune.engine.plan.Function;
import dev.attune.engine.plan.Operand;
import dev.attune.engine.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Products as calls of cuBLASLt, with as much of their epilogues as it takes: a scale, a bias and
 * an array of the result's layout added or subtracted. Its GELU is the one by tanh and not ours;
 * what it does not take is a kernel of its own. A factor that is no matrix in memory, or not of the
 * precision's type, is copied first.
 */
final class Products {
  private final Memory memory;
  private final Precision precision;
  private final DataType factors;

  Products(Memory memory, Precision precision) {
    this.memory = memory;
    this.precision = precision;
    this.factors = precision == Precision.BF16 ? DataType.BFLOAT16 : DataType.FLOAT;
  }

  /** The launches of a product, in order. */
  List<Launch> of(Step step) {
    List<Launch> launches = new ArrayList<>();
    Matrix left = matrix(step.inputs().get(0), launches);
    Matrix right = matrix(step.inputs().get(1), launches);
    DataType written = memory.type(step.output());
    Taken taken = new Taken(memory, step.output());
    int count = 0;
    while (count < step.epilogues().size() && taken.takes(step.epilogues().get(count))) {
      count++;
    }
    List<Epilogue> rest = step.epilogues().subList(count, step.epilogues().size());
    Operand to =
        rest.isEmpty() ? step.output() : memory.fresh("product", written, step.output().shape());
    launches.add(
        new Launch.Multiply(
            new MatrixProduct(
                right,
                left,
                Matrix.of(to).filter(Matrix::turned).orElseThrow(),
                taken.addend,
                taken.share,
                taken.bias,
                taken.scale,
                precision,
                written)));
    if (!rest.isEmpty()) {
      RowKernel kernel = StepKernels.elements(to, rest, step.output());
      launches.add(new Launch.Generated(Axes.collapsed(kernel)));
    }
    return launches;
  }

  private Matrix matrix(Operand given, List<Launch> launches) {
    Operand factor = memory.as(factors, given);
    return Optional.of(factor)
        .filter(operand -> memory.type(operand) == factors)
        .flatMap(Matrix::of)
        .orElseGet(
            () -> {
              Operand dense = memory.fresh("factor", factors, factor.shape());
              RowKernel copy = StepKernels.elements(factor, List.of(), dense);
              launches.add(new Launch.Generated(Axes.collapsed(copy)));
              return Matrix.of(dense).orElseThrow();
            });
  }

  /** What the call itself does behind the product. */
  private static final class Taken {
    private static final int BIAS_ALIGNMENT = 16;

    private final Memory memory;
    private final Operand result;
    private double scale = 1;
    private double share = 1;
    private Optional<Operand> bias = Optional.empty();
    private Optional<Matrix> addend = Optional.empty();

    Taken(Memory memory, Operand result) {
      this.memory = memory;
      this.result = result;
    }

    boolean takes(Epilogue epilogue) {
      if (epilogue instanceof Epilogue.Apply apply) {
        return takes(apply.function());
      }
      return epilogue instanceof Epilogue.Bias vector
          ? takes(vector.vector())
          : takes((Epilogue.Join) epilogue);
    }

    private boolean takes(Function function) {
      boolean alone = bias.isEmpty() && addend.isEmpty();
      if (!alone || function.kind() != Function.Kind.LINEAR || function.beta() != 0) {
        return false;
      }
      scale *= function.alpha();
      return true;
    }

    private boolean takes(Operand vector) {
      if (bias.isPresent() || (vector.size(0) > 1 && vector.strides()[0] != 1)) {
        return false;
      }
      bias =
          Optional.of(memory.as(memory.type(result), vector))
              .filter(operand -> isOfResultsType(operand) && isAligned(operand));
      return bias.isPresent();
    }

    /** A bias is read by 16 bytes, and nothing tells cuBLASLt where it begins. */
    private boolean isAligned(Operand operand) {
      return operand.offset() * memory.type(operand).width() % BIAS_ALIGNMENT == 0;
    }

    private boolean isOfResultsType(Operand operand) {
      return memory.type(operand) == memory.type(result);
    }

    private boolean takes(Epilogue.Join join) {
      boolean sum = join.operation() == Binary.ADD || join.operation() == Binary.SUBTRACT;
      if (!sum || addend.isPresent() || !isOfResultsType(join.other())) {
        return false;
      }
      Operand other = Broadcast.to(join.other(), result.shape());
      addend = Matrix.of(other).filter(Matrix::turned);
      if (addend.isPresent()) {
        share = join.operation() == Binary.ADD ? 1 : -1;
      }
      return addend.isPresent();
    }
  }
}
