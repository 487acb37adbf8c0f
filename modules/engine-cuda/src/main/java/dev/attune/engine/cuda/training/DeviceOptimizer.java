package dev.attune.engine.cuda.training;

import dev.attune.engine.cuda.source.KernelSource;
import dev.attune.engine.optimizer.AdamWConfig;
import dev.attune.engine.optimizer.OptimizerConfig;
import dev.attune.engine.optimizer.SgdConfig;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;

/** An optimiser whose vectors stay on the device: its numbers of a step, and its kernel. */
interface DeviceOptimizer {

  /** The one of a configuration. */
  static DeviceOptimizer of(OptimizerConfig config) {
    if (config instanceof AdamWConfig adam) {
      return new DeviceAdamW(adam);
    }
    return new DeviceSgd((SgdConfig) config);
  }

  /** What a state calls its vectors, which are laid out like the gradients. */
  List<String> vectors();

  /** How many numbers of a step its kernel reads. */
  int numbers();

  /**
   * Writes them.
   *
   * @param first where they begin
   * @param updates before the step
   */
  void write(FloatPointer to, int first, double rate, long updates);

  /**
   * (values, gradients, vectors in their order, settings, report, shares of the rate): one update.
   *
   * @param settings where the step's numbers begin
   * @param shares whether there are shares of the rate; without, the kernel has no such parameter
   */
  KernelSource update(ParameterLayout layout, int settings, boolean shares);

  /** What the rate is multiplied by in a kernel's text. */
  static String share(boolean shares, int parameter) {
    return shares ? "p%d[i / %d] * ".formatted(parameter, ParameterLayout.ALIGNMENT) : "";
  }
}
