package dev.attune.engine.cuda.launch;

import dev.attune.engine.cuda.kernel.RowKernel;
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

  /** A step that a library computes, or a kernel of a form of its own. */
  record Library(Step step) implements Launch {}

  /** A product of matrices. */
  record Multiply(MatrixProduct product) implements Launch {}

  /** All that it reads. */
  default List<Operand> reads() {
    if (this instanceof Generated generated) {
      return generated.kernels.stream().flatMap(kernel -> kernel.reads().stream()).toList();
    }
    return this instanceof Multiply multiply
        ? multiply.product.reads()
        : ((Library) this).step.reads();
  }

  /** All that it writes. */
  default List<Operand> writes() {
    if (this instanceof Generated generated) {
      return generated.kernels.stream().flatMap(kernel -> kernel.writes().stream()).toList();
    }
    return this instanceof Multiply multiply
        ? List.of(multiply.product.result().operand())
        : ((Library) this).step.outputs();
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
    return this instanceof Library library ? library.step.label() : "product";
  }
}
