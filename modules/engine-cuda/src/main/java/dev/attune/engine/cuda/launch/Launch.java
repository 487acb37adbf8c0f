package dev.attune.engine.cuda.launch;

import dev.attune.engine.cuda.kernel.Attention;
import dev.attune.engine.cuda.kernel.AttentionBackward;
import dev.attune.engine.cuda.kernel.RowKernel;
import dev.attune.engine.cuda.kernel.WindowKernel;
import dev.attune.engine.plan.Operand;
import dev.attune.engine.plan.Step;
import java.util.Arrays;
import java.util.List;

/** One thing that the device is asked to do. */
public sealed interface Launch {

  /**
   * Generated kernels that do not wait for each other: one, or several small ones.
   *
   * @param kernels all by blocks of one shape
   */
  record Generated(List<RowKernel> kernels) implements Launch {
    public Generated {
      kernels = List.copyOf(kernels);
    }

    /** One kernel. */
    public Generated(RowKernel kernel) {
      this(List.of(kernel));
    }

    /** The kernel, where there is one. */
    public RowKernel kernel() {
      if (kernels.size() != 1) {
        throw new IllegalStateException(kernels.size() + " kernels, expected one");
      }
      return kernels.get(0);
    }
  }

  /** Work on windows of images. */
  record OverWindows(WindowKernel kernel) implements Launch {}

  /** A step that has no kernel: whoever wants to run it says so. */
  record Missing(Step step) implements Launch {}

  /** A product of matrices. */
  record Multiply(MatrixProduct product) implements Launch {}

  /** Attention as one kernel. */
  record Attend(Attention attention) implements Launch {}

  /** Attention's backward pass as one kernel. */
  record AttendBackward(AttentionBackward backward) implements Launch {}

  /** All that it reads. */
  default List<Operand> reads() {
    if (this instanceof Generated generated) {
      return generated.kernels.stream().flatMap(kernel -> kernel.reads().stream()).toList();
    }
    if (this instanceof Attend attend) {
      return attend.attention.reads();
    }
    if (this instanceof AttendBackward attend) {
      return attend.backward.reads();
    }
    if (this instanceof OverWindows windows) {
      return windows.kernel.reads();
    }
    return this instanceof Multiply multiply
        ? multiply.product.reads()
        : ((Missing) this).step.reads();
  }

  /** All that it writes. */
  default List<Operand> writes() {
    if (this instanceof Generated generated) {
      return generated.kernels.stream().flatMap(kernel -> kernel.writes().stream()).toList();
    }
    if (this instanceof Attend attend) {
      return attend.attention.writes();
    }
    if (this instanceof AttendBackward attend) {
      return attend.backward.writes();
    }
    if (this instanceof OverWindows windows) {
      return List.of(windows.kernel.to());
    }
    return this instanceof Multiply multiply
        ? List.of(multiply.product.result().operand())
        : ((Missing) this).step.outputs();
  }

  /** For people. */
  default String label() {
    if (this instanceof Generated generated) {
      return generated.kernels.size() == 1
          ? "%d statements over %s"
              .formatted(
                  generated.kernel().statements().size(),
                  Arrays.toString(generated.kernel().shape()))
          : generated.kernels.size() + " small kernels";
    }
    if (this instanceof OverWindows windows) {
      return windows.kernel.label();
    }
    if (this instanceof Missing missing) {
      return missing.step.label();
    }
    if (this instanceof Multiply) {
      return "product";
    }
    return this instanceof Attend ? "attention" : "attention backward";
  }
}
