package dev.attune.engine.cpu;

import dev.attune.engine.program.Arguments;
import java.util.List;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.OpContext;

/** An operation that ND4J runs. */
final class StockCall implements Call {
  private final DifferentialFunction function;
  private final OpContext context;

  StockCall(DifferentialFunction function, List<INDArray> inputs, List<INDArray> outputs) {
    this.function = function;
    this.context = Arguments.context(function, inputs);
    for (int i = 0; i < outputs.size(); i++) {
      context.setOutputArray(i, outputs.get(i));
    }
    context.shapeFunctionOverride(true);
  }

  @Override
  public void run() {
    Arguments.execute(function, context);
  }

  @Override
  public String implementation() {
    return "nd4j";
  }
}
