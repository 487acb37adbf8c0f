package dev.attune.graph.operation;

import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.BaseOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/** One call of a libnd4j operation by name, with the arguments that the native code reads. */
final class Call extends DynamicCustomOp {
  private final Value[] inputs;
  private final int results;

  private Call(String name, int results, Value... inputs) {
    // DynamicCustomOp's constructor for graphs asks for the name before it is set.
    super(name);
    this.inputs = inputs.clone();
    this.results = results;
    SameDiff graph = inputs[0].graph().sameDiff();
    setSameDiff(graph);
    setOwnName(graph.getOpName(name));
    graph.putOpForId(getOwnName(), this);
    graph.addArgsFor(Arrays.stream(inputs).map(Value::variable).toArray(SDVariable[]::new), this);
  }

  /** An operation with one result. */
  static Call of(String name, Value... inputs) {
    return new Call(name, 1, inputs);
  }

  /** An operation with several results. */
  static Call of(String name, int results, Value... inputs) {
    return new Call(name, results, inputs);
  }

  /** An elementwise operation from before custom operations, which has a class of its own. */
  static Value elementwise(Value input, BiFunction<SameDiff, SDVariable, BaseOp> operation) {
    Graph graph = input.graph();
    SDVariable result = operation.apply(graph.sameDiff(), input.variable()).outputVariable();
    return graph.wrap(result, input.shape());
  }

  Call integers(long... arguments) {
    addIArgument(arguments);
    return this;
  }

  Call reals(double... arguments) {
    addTArgument(arguments);
    return this;
  }

  Call flags(boolean... arguments) {
    addBArgument(arguments);
    return this;
  }

  /** The only result. */
  Value gives(long... shape) {
    return inputs[0].graph().wrap(outputVariable(), shape);
  }

  /** The result at an index. */
  Value gives(int index, long... shape) {
    return inputs[0].graph().wrap(outputVariables()[index], shape);
  }

  /**
   * Refused: SameDiff's copy of an operation would be a stock one, whose gradient is slow, wrong or
   * missing where a rule was stated.
   */
  @Override
  public Map<String, Object> propertiesForFunction() {
    throw new IllegalStateException(
        "derive gradients with dev.attune.graph.Differentiation.gradients(loss, values), in place"
            + " of SameDiff.createGradFunction: it would lose the rule of "
            + getOwnName());
  }

  @Override
  public int getNumOutputs() {
    return results;
  }

  @Override
  public List<DataType> calculateOutputDataTypes(List<DataType> inputTypes) {
    return Collections.nCopies(results, inputTypes.get(0));
  }
}
