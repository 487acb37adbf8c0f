package dev.attune.engine.cuda.device;

import dev.attune.engine.cuda.launch.MatrixProduct;
import dev.attune.engine.cuda.source.KernelSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

  /** All that a compiler is given for some calls, each function once; empty if there is none. */
  static String text(List<Call> calls) {
    Map<String, String> functions = new LinkedHashMap<>();
    for (Call call : calls) {
      if (call instanceof Kernel kernel) {
        functions.computeIfAbsent(kernel.source.name(), name -> kernel.source.text());
      }
    }
    return functions.isEmpty()
        ? ""
        : KernelSource.prelude() + "\n" + String.join("\n", functions.values());
  }
}
