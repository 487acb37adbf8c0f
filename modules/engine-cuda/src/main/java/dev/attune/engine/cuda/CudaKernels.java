package dev.attune.engine.cuda;

import dev.attune.engine.cuda.device.Device;
import dev.attune.engine.cuda.launch.DevicePlan;
import dev.attune.engine.executor.Kernels;
import dev.attune.engine.executor.Precision;
import dev.attune.engine.executor.PreparedProgram;
import dev.attune.engine.program.Program;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Programs on a device.
 *
 * @param device on which all run
 * @param precision of products
 */
record CudaKernels(Device device, Precision precision) implements Kernels {

  @Override
  public PreparedProgram prepare(
      Program program,
      Map<String, INDArray> inputs,
      Map<String, INDArray> targets,
      Set<String> fixed) {
    return new CudaProgram(device, DevicePlan.of(program, precision), inputs, targets, fixed);
  }
}
