package dev.attune.engine.cpu;

import dev.attune.engine.executor.FlatOptimizer;
import dev.attune.engine.executor.FlatParameters;
import dev.attune.engine.executor.Kernels;
import dev.attune.engine.executor.PreparedProgram;
import dev.attune.engine.optimizer.AdamWConfig;
import dev.attune.engine.optimizer.OptimizerConfig;
import dev.attune.engine.program.Program;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** oneDNN's kernels, and ND4J's where there are none. */
final class CpuKernels implements Kernels {

  @Override
  public PreparedProgram prepare(
      Program program,
      Map<String, INDArray> inputs,
      Map<String, INDArray> targets,
      Set<String> fixed) {
    return new CpuProgram(program, inputs, targets, fixed);
  }

  @Override
  public FlatOptimizer optimizer(OptimizerConfig config, FlatParameters parameters) {
    boolean single = parameters.values().dataType() == DataType.FLOAT;
    return single && config instanceof AdamWConfig adam
        ? new CpuAdamW(adam, parameters)
        : FlatOptimizer.nd4j(config, parameters);
  }
}
