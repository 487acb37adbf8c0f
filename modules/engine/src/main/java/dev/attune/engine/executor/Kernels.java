package dev.attune.engine.executor;

import dev.attune.engine.optimizer.OptimizerConfig;
import dev.attune.engine.program.Program;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What computes on ND4J's arrays: all that differs between executors that share {@link Sessions}.
 */
public interface Kernels {

  /**
   * Binds a program to memory; all arrays are dense and in C order.
   *
   * @param inputs an array for each of the program's inputs, by name
   * @param targets arrays that outputs shall be written to; outputs without one live in the arena
   * @param fixed names of inputs that hold their final values already, such as the weights of an
   *     inference: they may be brought into another order once
   * @throws IllegalArgumentException if an input is missing or of another size or type
   * @throws dev.attune.engine.memory.InsufficientMemoryException if the intermediates do not fit
   */
  PreparedProgram prepare(
      Program program,
      Map<String, INDArray> inputs,
      Map<String, INDArray> targets,
      Set<String> fixed);

  /** What moves the parameters. */
  default FlatOptimizer optimizer(OptimizerConfig config, FlatParameters parameters) {
    return FlatOptimizer.nd4j(config, parameters);
  }

  /** ND4J's own, on whatever backend is on the class path. */
  static Kernels nd4j() {
    return (program, inputs, targets, fixed) -> new Nd4jProgram(program, inputs, targets);
  }
}
