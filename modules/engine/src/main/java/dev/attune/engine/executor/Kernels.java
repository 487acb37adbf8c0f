package dev.attune.engine.executor;

import dev.attune.engine.optimizer.OptimizerConfig;
import dev.attune.engine.program.Program;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What computes on ND4J's arrays: all that differs between executors that share {@link Sessions}.
 */
public interface Kernels {

  /**
   * Binds a program to memory.
   *
   * @param inputs an array for each of the program's inputs, by name
   * @param targets arrays that outputs shall be written to; outputs without one live in the arena
   * @throws IllegalArgumentException if an input is missing or of another size or type
   */
  PreparedProgram prepare(
      Program program, Map<String, INDArray> inputs, Map<String, INDArray> targets);

  /** What moves the parameters. */
  default FlatOptimizer optimizer(OptimizerConfig config, FlatParameters parameters) {
    return FlatOptimizer.nd4j(config, parameters);
  }

  /** ND4J's own, on whatever backend is on the class path. */
  static Kernels nd4j() {
    return Nd4jProgram::new;
  }
}
