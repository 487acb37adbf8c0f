package dev.attune.engine.cuda.device;

import dev.attune.engine.cuda.launch.MatrixProduct;
import dev.attune.engine.cuda.source.KernelSource;
import java.util.List;

/** One thing that a device runs, with the addresses it runs on. */
public sealed interface Call {

  /**
   * A kernel.
   *
   * @param source its text
   * @param addresses of its parameters, in their order
   */
  record Kernel(KernelSource source, List<Long> addresses) implements Call {
    public Kernel {
      addresses = List.copyOf(addresses);
    }
  }

  /**
   * A product of matrices.
   *
   * @param product its layout
   * @param first address of the first factor's memory, before its offset; the others likewise
   * @param addend 0 if there is none
   * @param bias 0 if there is none
   */
  record Product(
      MatrixProduct product, long first, long second, long result, long addend, long bias)
      implements Call {}
}
