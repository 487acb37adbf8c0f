package dev.attune.engine.program;

import java.util.List;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.ReduceOp;
import org.nd4j.linalg.api.ops.ScalarOp;
import org.nd4j.linalg.api.shape.Shape;
import org.nd4j.linalg.factory.Nd4j;

/** Prepares ND4J's two kinds of operations for execution on given arrays, and executes them. */
public final class Arguments {
  private Arguments() {}

  /** A context with the operation's arguments and inputs set, outputs still missing. */
  public static OpContext context(DifferentialFunction function, List<INDArray> inputs) {
    OpContext context = Nd4j.getExecutioner().buildContext();
    if (function instanceof CustomOp op) {
      context.setIArguments(op.iArgs());
      context.setTArguments(op.tArgs());
      context.setBArguments(op.bArgs());
      context.setDArguments(op.dArgs());
      for (int i = 0; i < inputs.size(); i++) {
        context.setInputArray(i, inputs.get(i));
      }
      return context;
    }
    boolean axesAsInput = false;
    if (function instanceof ReduceOp reduce
        && reduce.getOpType() != Op.Type.REDUCE3
        && inputs.size() == 2) {
      int[] axes = inputs.get(1).toIntVector();
      function.setDimensions(Shape.normalizeAxis(inputs.get(0).rank(), axes));
      axesAsInput = true;
    } else if (function instanceof ScalarOp scalar && inputs.size() == 2) {
      scalar.setScalar(inputs.get(1));
    }
    if (!inputs.isEmpty()) {
      context.setInputArray(0, inputs.get(0));
    }
    if (inputs.size() == 2 && !axesAsInput) {
      context.setInputArray(1, inputs.get(1));
    }
    return context;
  }

  /** Runs an operation whose context is complete. */
  public static void execute(DifferentialFunction function, OpContext context) {
    if (function instanceof CustomOp op) {
      Nd4j.getExecutioner().exec(op, context);
    } else {
      Nd4j.getExecutioner().exec((Op) function, context);
    }
  }
}
