package dev.attune.engine.cuda.launch;

import dev.attune.engine.cuda.kernel.WindowKernel;
import dev.attune.engine.cuda.kernel.WindowKernel.Kind;
import dev.attune.engine.plan.Kernel;
import dev.attune.engine.plan.Operand;
import dev.attune.engine.plan.Plan;
import dev.attune.engine.plan.Step;
import dev.attune.engine.plan.Window;
import java.util.List;
import java.util.stream.Stream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.CustomOp;

/** Pools, and depthwise convolutions, which the planner leaves to ND4J. */
final class WindowKernels {
  /** Places of libnd4j's arguments. */
  private static final int DILATION_HEIGHT = 6;

  private static final int DILATION_WIDTH = 7;

  private final Plan plan;

  WindowKernels(Plan plan) {
    this.plan = plan;
  }

  /** The kernels of a step; none if it is another. */
  List<WindowKernel> of(Step step) {
    if (step.kernel() instanceof Kernel.Pool pool) {
      Kind kind = pool.largest() ? Kind.MAX_POOL : Kind.AVERAGE_POOL;
      return List.of(new WindowKernel(kind, pool.window(), step.inputs(), step.output()));
    }
    if (step.kernel() instanceof Kernel.PoolBackward pool) {
      Kind kind = pool.largest() ? Kind.MAX_POOL_BACKWARD : Kind.AVERAGE_POOL_BACKWARD;
      return List.of(new WindowKernel(kind, pool.window(), step.inputs(), step.output()));
    }
    return step.kernel() instanceof Kernel.Stock stock && allFloat(step)
        ? depthwise(step, stock)
        : List.of();
  }

  private boolean allFloat(Step step) {
    return Stream.concat(step.inputs().stream(), step.outputs().stream())
        .allMatch(operand -> plan.storages().get(operand.storage()).type() == DataType.FLOAT);
  }

  private static List<WindowKernel> depthwise(Step step, Kernel.Stock stock) {
    String name = stock.operation().name();
    boolean backward = name.equals("depthwise_conv2d_bp");
    if (!backward && !name.equals("depthwise_conv2d")) {
      return List.of();
    }
    long[] arguments = ((CustomOp) stock.operation().function()).iArgs();
    if (arguments[DILATION_HEIGHT] != 1 || arguments[DILATION_WIDTH] != 1) {
      return List.of();
    }
    Operand image = step.inputs().get(0);
    Operand weights = step.inputs().get(1);
    Operand result = backward ? step.inputs().get(2) : step.output();
    Window window = Window.of(arguments, image.shape(), result.shape());
    if (!backward) {
      return List.of(new WindowKernel(Kind.DEPTHWISE, window, List.of(image, weights), result));
    }
    return List.of(
        new WindowKernel(
            Kind.DEPTHWISE_BACKWARD_IMAGE, window, List.of(result, weights), step.output()),
        new WindowKernel(
            Kind.DEPTHWISE_BACKWARD_WEIGHTS,
            window,
            List.of(result, image),
            step.outputs().get(1)));
  }
}
