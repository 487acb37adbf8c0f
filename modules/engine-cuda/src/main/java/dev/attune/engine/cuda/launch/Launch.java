package dev.attune.engine.cuda.launch;

import dev.attune.engine.cuda.kernel.RowKernel;
import dev.attune.engine.plan.Operand;
import dev.attune.engine.plan.Step;
import java.util.Arrays;
import java.util.List;

/** One thing that the device is asked to do. */
public sealed interface Launch {

  /** A generated kernel. */
  record Generated(RowKernel kernel) implements Launch {}

  /** A step that a library computes, or a kernel of a form of its own. */
  record Library(Step step) implements Launch {}

  /** A product of matrices. */
  record Multiply(MatrixProduct product) implements Launch {}

  /** All that it reads. */
  default List<Operand> reads() {
    if (this instanceof Generated generated) {
      return generated.kernel.reads();
    }
    return this instanceof Multiply multiply
        ? multiply.product.reads()
        : ((Library) this).step.reads();
  }

  /** All that it writes. */
  default List<Operand> writes() {
    if (this instanceof Generated generated) {
      return generated.kernel.writes();
    }
    return this instanceof Multiply multiply
        ? List.of(multiply.product.result().operand())
        : ((Library) this).step.outputs();
  }

  /** For people. */
  default String label() {
    if (this instanceof Generated generated) {
      return "%d statements over %s"
          .formatted(
              generated.kernel.statements().size(), Arrays.toString(generated.kernel.shape()));
    }
    return this instanceof Library library ? library.step.label() : "product";
  }
}
