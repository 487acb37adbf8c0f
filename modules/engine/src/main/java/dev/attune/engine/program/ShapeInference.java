package dev.attune.engine.program;

import dev.attune.engine.memory.FreeMemory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Asks ND4J for the shapes of an operation's results without running it: stand-ins with the right
 * shapes share one block of memory, constants stand for themselves.
 */
final class ShapeInference implements AutoCloseable {
  private final Map<DataType, DataBuffer> blocks = new EnumMap<>(DataType.class);
  private final List<DataBuffer> own = new ArrayList<>();

  /** The shapes of the results. */
  List<long[]> infer(DifferentialFunction function, List<ProgramValue> arguments) {
    List<INDArray> arrays = new ArrayList<>();
    for (ProgramValue argument : arguments) {
      arrays.add(argument.constant() != null ? constant(argument) : standIn(argument));
    }
    List<long[]> shapes = new ArrayList<>();
    for (LongShapeDescriptor result : descriptors(function, arrays)) {
      shapes.add(result.getShape());
    }
    int expected = function.outputVariablesNames().length;
    if (shapes.size() != expected) {
      throw new ProgramException(
          "%s on %s: expected %d results, found %d"
              .formatted(function.opName(), arguments, expected, shapes.size()));
    }
    return shapes;
  }

  /** Runs an operation whose result is known now. */
  INDArray[] evaluate(DifferentialFunction function, List<ProgramValue> arguments) {
    List<INDArray> arrays = new ArrayList<>();
    for (ProgramValue argument : arguments) {
      arrays.add(argument.constant() != null ? constant(argument) : zeros(argument));
    }
    List<INDArray> results = new ArrayList<>();
    OpContext context = Arguments.context(function, arrays);
    String[] names = function.outputVariablesNames();
    List<LongShapeDescriptor> shapes = descriptors(function, arrays);
    for (int i = 0; i < shapes.size(); i++) {
      DataType type = function.getSameDiff().getVariable(names[i]).dataType();
      INDArray result = Nd4j.create(type, shapes.get(i).getShape(), 'c');
      context.setOutputArray(i, result);
      results.add(result);
    }
    Arguments.execute(function, context);
    return results.toArray(INDArray[]::new);
  }

  private static List<LongShapeDescriptor> descriptors(
      DifferentialFunction function, List<INDArray> arrays) {
    OpContext context = Arguments.context(function, arrays);
    if (function instanceof CustomOp op) {
      return Nd4j.getExecutioner().calculateOutputShape(op, context);
    }
    if (function instanceof Op) {
      return function.calculateOutputShape(context);
    }
    throw new ProgramException(
        "operation " + function.opName() + " is of a kind that cannot be compiled");
  }

  private static INDArray constant(ProgramValue value) {
    INDArray array = value.constant();
    return value.alias() ? array.reshape('c', value.shape()) : array;
  }

  private static INDArray zeros(ProgramValue value) {
    return Nd4j.create(value.type(), value.shape(), 'c');
  }

  private INDArray standIn(ProgramValue value) {
    DataBuffer block = blocks.get(value.type());
    if (block == null || block.length() < value.length()) {
      FreeMemory.requireForStep(value.bytes());
      // Never written to, so the machine never backs it with memory.
      block = Nd4j.createBuffer(value.type(), value.length(), false);
      blocks.put(value.type(), block);
      own.add(block);
    }
    return Views.of(block, 0, value.shape());
  }

  @Override
  public void close() {
    blocks.clear();
    own.forEach(DataBuffer::close);
  }
}
